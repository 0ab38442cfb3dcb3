// Which language a piece of text is in, so that it is set in the right glyphs: 「骨」「直」「令」 differ by script.
// Knows nothing of meanings: it counts characters that only one of the scripts has.

const PAIRS =
  "這这們们會会個个來来時时國国說说為为對对學学發发後后經经過过動动於于與与開开關关長长問问題题應应點点無无從从當当現现實实" +
  "機机將将還还進进見见員员部部業业議议書书記记幹干導导報报總总結结體体黨党區区縣县內内產产務务資资設设計计論论證证識识認认" +
  "讓让請请誰谁話话語语讀读變变買买賣卖費费質质車车軍军轉转運运達达選选適适遠远連连邊边鄉乡鐘钟門门間间聞闻陽阳隊队階阶際际" +
  "雙双難难電电東东張张強强龍龙趙赵劉刘陳陈楊杨馬马風风飛飞處处號号衛卫視视親亲覺觉觀观譽誉護护類类顯显願愿創创劃划劇剧劉刘" +
  "勞劳勢势勝胜協协單单參参嚴严團团圍围圖图場场塊块壓压夢梦奪夺奮奋寫写寶宝屬属層层帶带幣币廠厂廣广張张復复態态慶庆憲宪應应" +
  "戰战戶户據据擔担據据擬拟擴扩數数斷断曆历條条構构標标樓楼樣样權权歡欢歷历歸归決决沒没況况測测準准溫温滿满漢汉濟济獎奖環环" +
  "畫画異异療疗盡尽監监確确積积稱称競竞筆笔節节範范築筑簡简糧粮紀纪約约級级納纳紅红組组細细統统絕绝維维網网緊紧線线練练縮缩" +
  "續续義义習习聯联職职聽听腦脑舉举舊旧藝艺蘇苏規规訊讯訂订訓训託托許许評评試试該该調调談谈謝谢負负財财貫贯貴贵賽赛贏赢趨趋";
const TRADITIONAL = new Set();
const SIMPLIFIED = new Set();
for (let at = 0; at + 1 < PAIRS.length; at += 2) {
  if (PAIRS[at] === PAIRS[at + 1]) continue;
  TRADITIONAL.add(PAIRS[at]);
  SIMPLIFIED.add(PAIRS[at + 1]);
}
// Characters that both scripts use, though one of them less.
for (const both of "后于干托划范准里面发历") SIMPLIFIED.delete(both);
for (const both of "托") TRADITIONAL.delete(both);

/** The language tag of `text`: "zh-Hant", "zh-Hans" or "en"; `fallback` where it does not tell. */
export function languageOf(text, fallback) {
  let traditional = 0;
  let simplified = 0;
  let chinese = false;
  for (const character of text) {
    if (TRADITIONAL.has(character)) traditional += 1;
    else if (SIMPLIFIED.has(character)) simplified += 1;
    if (character >= "\u3400" && character <= "\u9fff") chinese = true;
  }
  if (traditional !== simplified) return traditional > simplified ? "zh-Hant" : "zh-Hans";
  if (!chinese) return /[A-Za-z]{2}/.test(text) ? "en" : fallback;
  return fallback === "en" ? "zh-Hant" : fallback;
}
