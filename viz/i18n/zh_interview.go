package i18n

var interviewZH = Interview{
	Review: "复习", Bank: "题库", Mock: "模拟面试", Menu: "主题与更多", More: "更多", CloseMenu: "关闭", BackToList: "回到题目列表",

	Due: "今天到期 {n} 题", Left: "还剩 {n} 题，约 {minutes} 分钟", Asked: "第 {n} 题，共 {all} 题", Date: "面试日期",
	Ahead: "距面试还有 {n} 天", Tomorrow: "明天面试", Today: "今天面试", After: "面试已过：各题恢复自己的复习日期。",

	Topic: "主题", AllTopics: "全部", Topics: "主题", Mastery: "掌握",
	MasteryNote: "掌握：现在还能想起的概率，按主题内各题平均。",
	Search:      "搜索题库", Nothing: "没有哪道题同时包含这些词。", Found: "{n} 题",
	New: "新题", DueNow: "到期", DueIn: "{time} 后",
	Must: [4]string{"少见", "会问", "常问", "必会"},

	Unseen: "新题", SeenToday: "上次：今天，{grade}", SeenDays: "上次：{time} 前，{grade}",
	Think: "先出声回答，再看答案。完整的回答有 {n} 个要点。", Timer: "共 {seconds} 秒", TimerNote: "点一下可暂停。不会录音。",
	Hint: "提示", Hints: "各要点这样开头", Unknown: "不会", Reveal: "看答案", Space: "空格",
	Short: "30 秒", Tick: "说到的打勾", Long: "2 分钟", Wrong: "常见错答", Wild: "公开题库中有这样的答案",
	Sources: "出处", Follow: "追问", Lesson: "打开相关课程",
	GradeIt:  "答得怎样？",
	Grades:   [4]string{"忘了", "勉强", "记得", "轻松"},
	Proposed: "按 {ticked} / {all} 建议", Extra: "额外练习：会记录评分，但不改变任何日期。", ExtraDay: "日期不变",
	Undo: "撤销", Undone: "已撤销评分", Graded: "{grade}，{time} 后再问", Elsewhere: "这道题已在另一个窗口评过分。",

	Proof: "演示", Unproved: "这里无法演示", Train: "在这里训练", Again: "再训练一次", OpenLab: "在实验中打开",
	OpenedNote: "打开后，可用按钮回到这道题。", MyLab: "恢复我自己的实验设置", BackToCard: "回到题目",
	Lane: "栏", Held: "留出集", Numbers: "训练参数", Digest: "摘要", Waiting: "训练中：第 {step} 步，共 {all} 步",
	Measuring: "正在测量提示的作用（消融）", Holds: "在这次训练中成立。", Fails: "在这次训练中不成立。",

	Done: "今天的题做完了", DoneText: "共问了 {n} 题。", Empty: "没有到期的题",
	NextDay: "下一题在 {time} 后到期。", NextMinutes: "{n} 题将在 {time} 后再问。", ExtraStudy: "继续练习，不改变日期", NoExtra: "学过的题都练过一遍了。",

	MockText: "8 题，约 20 分钟。会有追问。全部答完才给出答案，再逐题评分。",
	Start:    "开始", StartTopic: "只考这个主题", MockQuestion: "第 {n} 题，共 {all} 题", FollowUp: "追问", Next: "下一题", Finish: "看答案", Stop: "结束模拟面试",
	MockTimer: "共 {seconds} 秒", Answers: "答案", AnswersText: "先勾选说到的要点，再评分：第 {n} 题，共 {all} 题。", Score: "说到 {said} / {all} 个要点", Over: "模拟面试结束",

	Print: "打印", PrintNow: "打印这些卡片", AnkiZH: "Anki（中文）", AnkiEN: "Anki（英文）", AnkiBoth: "Anki（中英）",
	AnkiNote: "在 Anki 中用“文件、导入”打开。需要名为 Promptscope 的笔记类型，字段依次为 ID、Question、Answer、Wrong、Sources、Link。",

	Loading: "正在加载题库", Starting: "正在开始训练", Failed: "题库没有加载成功：{why}", Retry: "重试", NoCard: "没有这个名字的题。",

	Minutes: "{n} 分钟", Hours: "{n} 小时", Day: "1 天", Days: "{n} 天", Months: "{n} 个月", Years: "{n} 年",
}
