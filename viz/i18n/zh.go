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
	NoVirtual: "没有虚拟词元", TryAgain: "再试一次", NextWord: "下一个词", Causal: "因果：词元只看得到它前面的", Computed: "虚线：由下层算出，未经训练",
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

	NoSIMD:    "此浏览器不支持 WebAssembly SIMD：训练慢数倍，数值完全相同",
	StepShown: "所看的步", OnShow: "正在看第 # 步", Now: "回到现在", GoOn: "从此处继续", AllSteps: "全部步",
	Bare: "无提示的骨干", Baseline: "基线", SameSettings: "设置相同", AtStep: "第 # 步", Phase: "一步中的下一段", SlowMotion: "慢动作",
	PartEmbed: "前向：词元变成向量", PartForward: "前向：冻结的第 # 层在计算", PartDeep: "前向：第 # 层还读取它自己的虚拟词元",
	PartLoss: "损失：答案离正确答案多远", PartThrough: "反向：∇ 穿过冻结的第 # 层，它的数不变",
	PartTurn: "反向：∇ 在第 # 层转入虚拟的键和值", PartOpen: "反向：第 # 层的每个权重都得到 ∇",
	PartArrive: "反向：∇ 终于虚拟词元", PartNothing: "反向：各层以下没有要训练的数",
	PartRest: "这批数据的其余部分同样走完（共 # 份）", PartUpdate: "更新：# 个数移动了，最多", PartMoved: "更新：训练的数移动了", PartSame: "# 个冻结：哈希不变",
	NowShort: "现在", GoOnShort: "继续", Earlier: "先前", LRShort: "率",
	Inspector: "检视", Compare: "对比",
	InspectHint: "点一个虚拟词元或一层来打开它。这里的每个数都读自正在运行的模型。",
	LevelToken:  "词元", LevelLayer: "层", LevelHead: "头",
	Key: "键 K", Value: "值 V", Embedding: "嵌入", GradientOf: "梯度", NearWords: "最近的词", NearKeys: "本句中最近的键",
	NotMeaning: "只是近，不是含义", Path: "训练中的轨迹",
	Ablation: "拿掉它", AblationOn: "留出集", ZeroIt: "置零", ShuffleIt: "打乱", RemoveIt: "移除", AllLayers: "每一层",
	WholePrompt: "整个提示", LayerPrompt: "这一层的提示",
	HeadsOf: "各个头", MapsRead: "行看向列，颜色：√", Mass: "λ：落在虚拟词元上的注意力",
	MassNote: "条：各头平均，刻线：每个头，从所查位置看。占比高不等于影响大：要看影响，请拿掉提示。",
	Formula:  "公式", Checked: "# 个数中最大偏差：",
	FormulaNote: "attn 与 prompt 是同一个和的两部分，各除以自己的占比。每次画图都算出等号两边并比较。",
	Fair:        "什么相同", SameLength: "长度相同", SameNumbers: "参数量相同",
	FairNote: "参数量相同：逐层提示一路的词元约少 2·L 倍，使两个提示一样大。编码器和分类头另计。",
	Runs:     "各次训练", DigestNote: "摘要相同即逐位相同", Present: "现在", NoPast: "结束的训练会列在这里。", Equal: "逐位相同", BranchedAt: "第 # 步分叉",
	PinIt: "设为基线", RealModels: "同样的提示放进真实模型", InputShare: "输入 n·d", DeepShare: "逐层 2·L·n·d",
	ModelsNote: "由各模型的形状算出。机制与这里相同，收益的大小则不同。", Halve: "退回并把学习率减半",
	Pastless:     [4]string{"没有历史：骨干本身在训练", "没有历史：层内的更新不保存", "没有历史：搜索的状态不保存", "没有历史：没有数在训练，每一步都一样"},
	InspectToken: "检视这个虚拟词元", InspectLayer: each("检视第 # 层"),

	NoWorker: "此浏览器不提供后台 Worker：训练在页面内进行，较慢",
	BadValue: "不可用", BadKey: "不是设置项", Accepted: "可用", Used: "改用", Dismiss: "知道了", LinkTitle: "此链接",

	Methods: map[string]string{"full": "全量微调", "probe": "线性探针"},
	Labelled: map[string]string{"O": "·", "GIVER": "给出者", "RECEIVER": "接收者", "RECV": "接收者", "THING": "物品",
		"B-PER": "人名", "I-PER": "人名", "B-LOC": "地名", "I-LOC": "地名", "B-ORG": "机构", "I-ORG": "机构"},
}
