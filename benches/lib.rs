//! What the benchmarks run on: synthetic replies, the same on every machine.

mod phrases;

pub use phrases::{many_rules, one_rule, phrases, texts_with};

/// A small generator of pseudo-random numbers (SplitMix64, Steele, Lea and Flood 2014): good enough to shuffle sentences, and the same everywhere.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator; the same seed gives the same numbers.
    #[must_use]
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const OPENINGS: &[&str] = &["您好，", "亲，", "在的，", "好的，", "感谢您的支持，", "麻烦您稍等，", "收到，", ""];
const SUBJECTS: &[&str] = &[
    "这款外套",
    "您看中的那套茶具",
    "页面上的三种颜色",
    "大号收纳箱",
    "您备注的地址",
    "这单包裹",
    "本店的坚果礼盒",
    "浅灰色那件",
    "五斤装",
    "赠品",
];
const CLEAN: &[&str] = &[
    "目前都有现货",
    "已经为您登记",
    "面料是纯棉的，手感柔软",
    "尺码表在详情页第二张图",
    "可以和优惠券一起使用",
    "从嘉兴的仓库出库",
    "建议选大一码",
    "我帮您看一下库存",
    "两边都有口袋",
    "容量是五百毫升",
    "单号已经发在订单里",
    "颜色以实物为准",
];
const FAULTY: &[&str] = &[
    "不能再便宜了",
    "明天可以到",
    "今天发货",
    "有货的哦",
    "我不清楚",
    "加我微信聊",
    "好评返现五元",
    "开不了发票",
    "是不是要大号",
    "快递到不了",
    "你可以看看",
    "不支持货到付款",
];
const CLOSINGS: &[&str] = &["，请您放心", "，有问题随时联系我们", "，祝您生活愉快", "，您看可以吗", "，谢谢您的理解", "呢", ""];

const QUESTIONS: &[&str] = &["有货吗", "是什么面料的", "能便宜点吗", "什么时候发货", "我穿多大合适", "有几种颜色", "可以机洗吗", "掉色吗"];
const POLITE: &[&str] = &["请问", "在吗，", "麻烦问下", "亲，", ""];

/// `count` things that customers say.
#[must_use]
pub fn questions(count: usize, seed: u64) -> Vec<String> {
    let mut random = Random::new(seed);
    let mut question = || match random.below(4) {
        0 => random.pick(&["好的谢谢", "嗯嗯", "那我拍下了", "收到"]).to_owned(),
        _ => format!("{}{}{}", random.pick(POLITE), random.pick(SUBJECTS), random.pick(QUESTIONS)),
    };
    (0..count).map(|_| question()).collect()
}

/// `count` replies of about thirty characters; `faulty_percent` of them hold something that the rules forbid.
#[must_use]
pub fn replies(count: usize, faulty_percent: usize, seed: u64) -> Vec<String> {
    let mut random = Random::new(seed);
    (0..count)
        .map(|_| {
            let mut reply = format!("{}{}{}", random.pick(OPENINGS), random.pick(SUBJECTS), random.pick(CLEAN));
            if random.below(100) < faulty_percent {
                reply += &format!("，{}", random.pick(FAULTY));
            } else {
                reply += &format!("，{}", random.pick(CLEAN));
            }
            reply + random.pick(CLOSINGS)
        })
        .collect()
}
