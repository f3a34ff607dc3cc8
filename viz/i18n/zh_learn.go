package i18n

var learnZH = Learn{
	About: "十八个小实验，按讲座的顺序从手写提示走到 P-Tuning v2。每课只讲一件事，请你做一个动作，先下注，再让训练说了算。",
	Tab:   "课程", Contents: "全部课程", Next: "下一课", Previous: "上一课", Open: "打开",
	PartOf: "{part} · 第 {n} 课，共 {all} 课", Minutes: "{n} 分钟", Right: "{won} / {all} 次猜对",
	Lecture: "讲座的说法：“{claim}”", DoThis: "动手", Bet: "下注", YourBet: "你的选择", Takes: "在这台机器上约需 {n} 秒", TrainAndSee: "训练，看结果", WithoutBet: "不下注，直接训练", BetAgain: "再猜一次",
	Waiting: "正在加载课程。", NotThere: "课程没有加载成功（{why}）。", Retry: "重试", Unknown: "没有名为“{lesson}”的课程。",
	Differ: "当前设置与本课不同，这次训练不算结果。", OtherSeed: "种子是 {seed}，不是 1：结果算数，但可能与保存的结果不同。", PutBack: "恢复本课设置",
	Diverged: "有一栏发散了，没有结果。请重新开始。", Training: "训练中：每次评测后，标记都会移动。", Undecided: "还没有结果。",
	Ticks:   "长线：本次训练。短线：保存的种子 1、2、3 的结果。",
	ThisRun: "本次训练", Stored: "种子 {seed}", Won: "猜对了。", Lost: "没猜对，结果是“{answer}”。", Sum: "{sum} = {value}", AskNext: "接着想", Paper: "论文位置：{place}", Cards: "相关面试题", Mine: "回到我自己的设置",
	Verdict: [3]string{"在这次训练里，这个说法成立。", "在这次训练里，这个说法部分成立。", "在这次训练里，这个说法不成立。"},
	Changed: "和上一课相比：{changes}", From: "{setting}：{was} → {now}", Same: "与上一课逐比特相同：{facts}", NotSame: "与上一课并非逐比特相同：{facts}",
	Again: "再看一步",
	Read:  "读", Betting: "猜", Seeing: "看",
}
