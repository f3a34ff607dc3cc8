package i18n

var chinese = Strings{
	Lang: "zh", Around: aroundZH,

	Subtitle: "软提示显微镜", Lab: "实验", OtherLang: "English", SwitchLang: "Switch to English", ToLight: "浅色主题", ToDark: "深色主题",
	Settings: "设置", Close: "关闭",

	Reset: "同一种子重新开始", Play: "训练", Pause: "暂停", OneStep: "走一步", Speed: "速度", Unlimited: "不限速",
	Step: "步数", Seed: "种子", Roll: "换一个种子", Task: "任务", Backbone: "骨干", OneClock: "同步时钟",
	PerSecond: "步/秒", FPS: "帧/秒",

	InputOnly: "仅输入层", EveryLayer: "每一层", Everything: "全部权重", HeadOnly: "仅分类头",
	Frozen: "冻结", Unlocked: "在训练", Trained: "训练 # 个数", Kept: "留存 #", Share: "占骨干 #", Chart: "曲线",
	VirtualInput: "虚拟词元 virtual token：只在输入行", VirtualDeep: "虚拟词元 virtual token：每层的键和值",
	NoVirtual: "没有虚拟词元", Computed: "虚线：由下层算出，未经训练",
	Negative: "−2σ", Positive: "+2σ", Example: "例", NextExample: "下一个例子", PreviousExample: "上一个例子",
	Tags: "标签", Answer: "答案", Token: "查看注意力：",

	Status: [7]string{"载入中", "已暂停", "训练中", "等待中", "已完成", "已发散", "失败"},

	Loss: "损失", LossAxis: "损失 (nats)", Accuracy: "准确率", SpanF1: "片段 F1", StepAxis: "步", HeldOut: "留出集", Training: "训练集",
	Linear: "线性", Log: "对数", Chance: "随机猜", Difference: "差", Smoothed: "粗线：滑动平均；细线：每一步",
	NoEval: "即将第一次评估",

	Virtual: "虚拟词元", N: "个数", Placement: "位置", Encoder: "提示编码器", Layers: "所在层", Projection: "K、V 用 MLP",
	Positions: "位置编号", Optimiser: "训练", LR: "学习率", Recommended: "推荐", Recommend: "恢复推荐值",
	Steps: "步数", Labels: "标注数", Batch: "批大小", Comparison: "对比", Method: "方法", Restarts: "改动后重新训练",
	Less: "减", More: "加", On: "开", Off: "关",
	Prefix: "前缀", Infix: "中间", Suffix: "末尾", Split: "两端", LSTM: "LSTM", MLP: "MLP", None: "无", HF: "从 n 起", Zero: "从 0 起",

	NoSIMD:   "此浏览器不支持 WebAssembly SIMD：训练慢数倍，数值完全相同",
	NoWorker: "此浏览器不提供后台 Worker：训练在页面内进行，较慢",
	BadValue: "不可用", BadKey: "不是设置项", Accepted: "可用", Used: "改用", Dismiss: "知道了", LinkTitle: "此链接",

	Methods: map[string]string{"full": "全量微调", "probe": "线性探针"},
	Labelled: map[string]string{"O": "·", "GIVER": "给出者", "RECEIVER": "接收者", "RECV": "接收者", "THING": "物品",
		"B-PER": "人名", "I-PER": "人名", "B-LOC": "地名", "I-LOC": "地名", "B-ORG": "机构", "I-ORG": "机构"},
}
