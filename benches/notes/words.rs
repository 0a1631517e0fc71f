//! The words that generated notes are put together from.

/// Something that notes speak of.
pub(super) struct Subject {
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// A short name without spaces, which folders and files have too.
    pub(super) short: &'static str,
}

const fn subject(zh: &'static str, en: &'static str, short: &'static str) -> Subject {
    Subject { zh, en, short }
}

pub(super) const SUBJECTS: [Subject; 20] = [
    subject("注意力层", "Attention Layer", "Attn"),
    subject("归一化层", "Normalization Layer", "Norm"),
    subject("卷积核", "Convolution Kernel", "Conv"),
    subject("编码器", "Encoder", "Enc"),
    subject("解码器", "Decoder", "Dec"),
    subject("池化算子", "Pooling Operator", "Pool"),
    subject("激活单元", "Activation Unit", "Act"),
    subject("优化算法", "Optimizer", "Opt"),
    subject("正则项", "Regularizer", "Reg"),
    subject("损失函数", "Loss Function", "Loss"),
    subject("嵌入表", "Embedding Table", "Emb"),
    subject("记忆单元", "Memory Cell", "Cell"),
    subject("采样策略", "Sampling Scheme", "Samp"),
    subject("蒸馏目标", "Distillation Target", "Dist"),
    subject("量化方案", "Quantization Scheme", "Quant"),
    subject("检测头", "Detection Head", "Det"),
    subject("特征金字塔", "Feature Pyramid", "Pyr"),
    subject("生成网络", "Generator Network", "Gen"),
    subject("判别网络", "Critic Network", "Crit"),
    subject("学习率计划", "Learning Rate Schedule", "Sched"),
];

/// What a subject may be called more closely, in Chinese and English.
pub(super) const KINDS: [(&str, &str); 25] = [
    ("稀疏", "Sparse"),
    ("分组", "Grouped"),
    ("深层", "Deep"),
    ("浅层", "Shallow"),
    ("自适应", "Adaptive"),
    ("可分离", "Separable"),
    ("多尺度", "Multiscale"),
    ("残差", "Residual"),
    ("门控", "Gated"),
    ("随机", "Stochastic"),
    ("动态", "Dynamic"),
    ("静态", "Static"),
    ("低秩", "Lowrank"),
    ("循环", "Recurrent"),
    ("因果", "Causal"),
    ("双向", "Bidirectional"),
    ("层次", "Hierarchical"),
    ("线性", "Linear"),
    ("平滑", "Smooth"),
    ("鲁棒", "Robust"),
    ("增量", "Incremental"),
    ("联合", "Joint"),
    ("局部", "Local"),
    ("全局", "Global"),
    ("加权", "Weighted"),
];

pub(super) const NOUNS: [&str; 36] = [
    "梯度的方差",
    "隐藏状态",
    "训练样本",
    "验证误差",
    "参数的尺度",
    "输出的分布",
    "特征通道",
    "时间步",
    "预测的类别",
    "边界框",
    "显存",
    "批大小",
    "学习率",
    "置信分数",
    "权重衰减",
    "数值精度",
    "输入序列",
    "位置信息",
    "负样本",
    "梯度范数",
    "计算量",
    "泛化误差",
    "初始权重",
    "训练曲线",
    "先验知识",
    "标注噪声",
    "语义信息",
    "空间分辨率",
    "词频",
    "注意力分数",
    "动量",
    "偏差",
    "相似度",
    "采样步数",
    "上下文长度",
    "信息瓶颈",
];

pub(super) const VERBS: [&str; 20] = [
    "压低",
    "限制",
    "重新估计",
    "平均",
    "缩放",
    "保留",
    "丢弃",
    "对齐",
    "累加",
    "替换",
    "投影",
    "共享",
    "逐层更新",
    "预先计算",
    "归并",
    "遮住",
    "校准",
    "展开",
    "截断",
    "插值",
];

pub(super) const PURPOSES: [&str; 14] = [
    "让深层网络也能收敛",
    "减轻过拟合",
    "避免梯度爆炸",
    "使训练更加稳定",
    "缩短推理的时间",
    "容忍更大的学习率",
    "提高少数类的召回率",
    "保留细小的目标",
    "适应不同长度的输入",
    "减少通信的次数",
    "得到校准过的概率",
    "让不同任务共用一个主干",
    "压缩模型的体积",
    "抵抗输入中的噪声",
];

pub(super) const CONDITIONS: [&str; 12] = [
    "样本很少时",
    "批次很小时",
    "序列较长时",
    "网络超过一百层时",
    "测试阶段",
    "使用半精度时",
    "类别不平衡时",
    "训练刚开始时",
    "换到新的领域时",
    "在手机上运行时",
    "学习率衰减之后",
    "特征高度相关时",
];

/// Sentences with blanks: `%t` a topic, `%n` a noun, `%v` a verb, `%w` a purpose, `%c` a condition, `%d` a number.
pub(super) const CLAIMS: [&str; 10] = [
    "%c，%n往往会%v%n，这样才能%w。",
    "为什么%t可以%w？因为它先%v了%n，再去%v%n。",
    "通常的做法是每%d轮%v一次%n，直到%n不再变化为止。",
    "和%t比起来，%t对%n更敏感，%c尤其如此，相差大约百分之%d。",
    "如果不%v%n，%n的估计就会偏大，%c很容易看出来。",
    "容易忘记的一点是：%n要和%n一起%v，否则很难%w。",
    "在%d组对照实验里，%t都能%w，代价是多花一些%n。",
    "%t的出发点是%v%n；它需要额外保存%n，大约占全部开销的百分之%d。",
    "换一个角度看，%n决定了%n的形状，所以%c可以把步子迈得更大。",
    "请注意，%t本身并不%v%n，它只是通过%n间接地%w。",
];

pub(super) const ENGLISH: [&str; 6] = [
    "In most setups the %t follows the %t, with a decay of 0.%d after %d warm-up epochs.",
    "Without the %t the score drops by %d points, whereas the %t hardly changes it.",
    "The %t behaves in one way during training and in another at test time; the %t does not.",
    "Pairing the %t with the %t calls for a step size about %d times smaller.",
    "It is a common slip to freeze the %t while the statistics of the %t keep moving.",
    "The %t costs only %d thousand more weights than the %t and can be merged into it.",
];

pub(super) const HEADINGS: [&str; 10] = [
    "定义与直觉",
    "动机",
    "推导过程",
    "优点和缺点",
    "常见的追问",
    "和其他方法的区别",
    "实现要点",
    "A closer look",
    "调参经验",
    "总结",
];
