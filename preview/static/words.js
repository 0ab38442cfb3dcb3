// What the page itself says, in its three languages. The bot's words come from the bot.

const WORDS = {
  "zh-hant": {
    tag: "zh-Hant", status: "預覽 · 只和這臺電腦說話", typing: "正在輸入", connecting: "連線中…", chats: "對話",
    private: "私訊", group: "群組", groupName: "試用群組", language: "你的語言", light: "改用淺色", dark: "改用深色",
    start: "開始", placeholder: "訊息", menu: "選單", send: "傳送", edited: "已編輯", today: "今天", yesterday: "昨天",
    reply: "回覆", edit: "編輯", copy: "複製", cancel: "取消", editing: "編輯訊息", via: "透過", you: "你", ok: "好",
    fold: "收起引文", unfold: "展開引文", toEnd: "到最新的訊息", copied: "已複製", sent: "已送出", read: "已讀",
    results: "結果", commands: "指令", noResults: "沒有結果", tooEarly: "機器人還沒有回應", bot: "機器人",
    privateHint: "這是預覽。\n你寫的只給這臺電腦上的機器人看。",
    groupHint: "在群組裡,提到 @{bot}\n或回覆它的訊息,它才會看到。", unsupported: "預覽裡沒有這種按鈕",
    lost: "預覽已停止。重新啟動後,這一頁會自己接上。",
  },
  "zh-hans": {
    tag: "zh-Hans", status: "预览 · 只和这台电脑说话", typing: "正在输入", connecting: "连接中…", chats: "对话",
    private: "私聊", group: "群组", groupName: "试用群组", language: "你的语言", light: "改用浅色", dark: "改用深色",
    start: "开始", placeholder: "消息", menu: "菜单", send: "发送", edited: "已编辑", today: "今天", yesterday: "昨天",
    reply: "回复", edit: "编辑", copy: "复制", cancel: "取消", editing: "编辑消息", via: "通过", you: "你", ok: "好",
    fold: "收起引文", unfold: "展开引文", toEnd: "到最新的消息", copied: "已复制", sent: "已送出", read: "已读",
    results: "结果", commands: "命令", noResults: "没有结果", tooEarly: "机器人还没有回应", bot: "机器人",
    privateHint: "这是预览。\n你写的只给这台电脑上的机器人看。",
    groupHint: "在群组里,提到 @{bot}\n或回复它的消息,它才会看到。", unsupported: "预览里没有这种按钮",
    lost: "预览已停止。重新启动后,这一页会自己接上。",
  },
  en: {
    tag: "en", status: "preview · talks to this machine only", typing: "typing", connecting: "connecting…",
    chats: "Chats", private: "Private", group: "Group", groupName: "A group to try", language: "Your language",
    light: "Use light colours", dark: "Use dark colours", start: "Start", placeholder: "Message", menu: "Menu",
    send: "Send", edited: "edited", today: "Today", yesterday: "Yesterday", reply: "Reply", edit: "Edit",
    copy: "Copy", cancel: "Cancel", editing: "Edit message", via: "via", you: "You", ok: "OK", fold: "Fold the quote",
    unfold: "Unfold the quote", toEnd: "To the newest message", copied: "Copied", sent: "sent", read: "read",
    results: "Results", commands: "Commands", noResults: "No results", tooEarly: "The bot has not answered yet",
    bot: "bot", privateHint: "This is a preview.\nWhat you write goes to the bot on this machine and nowhere else.",
    groupHint: "In a group the bot sees what mentions @{bot} or replies to it.",
    unsupported: "The preview has no such button",
    lost: "The preview has stopped. Once it runs again, this page goes on by itself.",
  },
};
let language = "zh-hant";

/** Takes one of "zh-hant", "zh-hans" and "en". */
export function speak(code) {
  language = code in WORDS ? code : "zh-hant";
}

/** The language the page speaks: what Telegram would call the person's language_code. */
export function spoken() {
  return language;
}

/** The wording `key`, its {names} filled in from `values`. */
export function word(key, values = {}) {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** The language for a first visit, from those the browser asks for. */
export function preferred(codes) {
  for (const code of codes) {
    const lower = code.toLowerCase();
    if (/^zh-(hans|cn|sg|my)/.test(lower)) return "zh-hans";
    if (lower.startsWith("zh")) return "zh-hant";
    if (lower.startsWith("en")) return "en";
  }
  return "zh-hant";
}
