package i18n

var keepingZH = Keeping{
	Refused:       "浏览器不允许本页保存数据，进度会在关闭页面后丢失；可以先导出。",
	Newer:         "这里的记录由更新的版本写成：原样保留，本次进度不保存。",
	Unreadable:    "这里的记录无法读取，已另存一份，并从头开始记录。",
	Export:        "导出进度",
	Import:        "导入进度",
	Imported:      "已导入文件中的进度，并与本机记录合并。",
	ImportBroken:  "未导入：文件不完整。本机记录没有改动。",
	ImportNewer:   "未导入：文件由更新的版本写成。本机记录没有改动。",
	ImportForeign: "未导入：这不是进度文件。本机记录没有改动。",
	Where:         "只保存在本机。Safari 会在七天未访问后删除；换设备请先导出，再导入。",
}
