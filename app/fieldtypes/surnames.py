"""Surnames: what a name begins with, and compound surnames with their readings."""

from __future__ import annotations

from collections.abc import Mapping

#: Single surnames: the Hundred Family Surnames and the commonest of today that it lacks.
SURNAMES: frozenset[str] = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫"
    "经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓"
    "牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙"
    "池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容"
    "向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰"
    "巢关蒯相查后荆红游竺权逯盖益桓公肖闫付覃兰邸苟原占涂区佟代苑鹿揭禤邝冼岳帅缑亢况郈有琴楚佘佴商牟谌仉海归户撒朴员"
    "祭召黑折秘洗么晋鄢敬赫皇种植瓮但淡雒钦铁衣初苌襄母尧光战"
)

_READ_AS_EVER = """
    欧阳 司马 上官 诸葛 东方 南宫 司徒 司空 慕容 宇文 夏侯 皇甫 公孙 赫连 公羊 公冶 宗政
    濮阳 淳于 太叔 申屠 仲孙 轩辕 钟离 闾丘 端木 巫马 公西 漆雕 壤驷 公良 百里 呼延 东郭
    南门 羊舌 微生 梁丘 左丘 东门 西门 独孤 拓跋 纳兰 第五 段干 司寇 完颜 叶赫 鲜于 亓官
    谷梁
"""
#: Compound surnames; two readings where the characters are read otherwise in the surname, else None.
COMPOUND: Mapping[str, tuple[str, str] | None] = {
    **dict.fromkeys(_READ_AS_EVER.split()),
    "尉迟": ("yu", "chi"),
    "长孙": ("zhang", "sun"),
    "万俟": ("mo", "qi"),
    "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"),
    "令狐": ("ling", "hu"),
    "乐正": ("yue", "zheng"),
    "颛孙": ("zhuan", "sun"),
    "子车": ("zi", "ju"),
    "夹谷": ("jia", "gu"),
    "宰父": ("zai", "fu"),
}
