package i18n

var courseZH = CoursePages{
	Lanes:   "种子 1 训练结束时的各栏。",
	Gallery: "可嵌入的实时图", GalleryAbout: "在读者的浏览器里实时训练的图，可放进文章、幻灯片和课程页面。每张图都有链接和嵌入代码。", EmbedCode: "嵌入代码",
	Own: "中文", Run: "在浏览器中运行", Here: "在本页运行", Result: "已提交的训练结果",
	Caption: "随程序提交的训练，种子 1；在线运行会逐比特重现。", Steps: "步数", Seeds: "种子",
	Verdict: [3]string{"在这些种子下，这个说法成立。", "在这些种子下，这个说法部分成立。", "在这些种子下，这个说法不成立。"},
	Teacher: "教师用", Goal: "目标", Expected: "预期数值", Wrong: "常见错误回答", Exit: "课末提问",
}
