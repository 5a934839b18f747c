"""The one list of Chinese surnames: single and compound, with the readings that dictionaries miss.

`SURNAMES` has the characters that are surnames by themselves, in simplified and traditional script.
The first 100 of the 2020 report on names of the Ministry of Public Security are `COMMON_SURNAMES`;
they are those of 85 % of all people, and a word that begins with one is more often a name.
"""

from collections.abc import Mapping

COMMON_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵覃武钱戴严莫孔向常汤"
)
SURNAMES = COMMON_SURNAMES | frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
    "鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭"
    "梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘"
    "党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易"
    "慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙"
    "乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴归海晋楚闫法汝鄢涂钦商牟佘佴伯赏墨"
    "哈谯笪年爱阳佟付肖覃代宛刀苟原战门但练鹿粟仝亓禤佘麦占官区敬卞揭逯呙冼邝闭兰丛栗隋谌芦丘辜迟衣邸苑"
    "趙錢孫吳鄭馮陳衛蔣韓楊許呂張嚴陶謝鄒竇雲蘇魯韋馬鳳鮑費湯羅畢鄔樂傅齊顧黃蕭貝計談龐紀項閔賈婁顏"
    "鍾駱萬盧經應單諸龔陸榮儲車侯寧厲劉葉龍黎喬陰蒼聞黨譚貢勞冉桂壽邊溫莊閻連習魚東歐師聶簡饒關遊權蓋"
)
COMPOUND_SURNAMES: Mapping[str, str] = {
    "欧阳": "Ouyang", "司马": "Sima", "上官": "Shangguan", "诸葛": "Zhuge", "夏侯": "Xiahou", "皇甫": "Huangfu",
    "尉迟": "Yuchi", "公孙": "Gongsun", "慕容": "Murong", "令狐": "Linghu", "司徒": "Situ", "呼延": "Huyan",
    "百里": "Baili", "东郭": "Dongguo", "轩辕": "Xuanyuan", "赫连": "Helian", "钟离": "Zhongli", "太史": "Taishi",
    "申屠": "Shentu", "鲜于": "Xianyu", "淳于": "Chunyu", "濮阳": "Puyang", "万俟": "Moqi", "纳兰": "Nalan",
    "拓跋": "Tuoba", "第五": "Diwu", "端木": "Duanmu", "东方": "Dongfang", "南宫": "Nangong", "长孙": "Zhangsun",
    "宇文": "Yuwen", "闻人": "Wenren", "澹台": "Tantai", "独孤": "Dugu", "西门": "Ximen",
    "歐陽": "Ouyang", "司馬": "Sima", "諸葛": "Zhuge", "東方": "Dongfang", "公孫": "Gongsun", "長孫": "Zhangsun",
}  # fmt: skip
# Single surnames that are read otherwise than the same character in other words.
SURNAME_READINGS: Mapping[str, str] = {
    "单": "Shan", "仇": "Qiu", "解": "Xie", "曾": "Zeng", "查": "Zha", "区": "Ou", "翟": "Zhai",
    "覃": "Qin", "缪": "Miao", "员": "Yun", "种": "Chong", "折": "She", "朴": "Piao", "任": "Ren",
    "盖": "Ge", "尉": "Yu", "乐": "Yue", "宁": "Ning", "华": "Hua", "燕": "Yan", "应": "Ying",
    "葛": "Ge", "纪": "Ji", "车": "Che", "石": "Shi", "柏": "Bai", "卜": "Bu", "晁": "Chao",
    "谌": "Chen", "褚": "Chu", "佴": "Nai", "炅": "Gui", "冼": "Xian", "逄": "Pang", "隗": "Wei",
    "郗": "Xi", "洗": "Xian", "召": "Shao", "臧": "Zang", "祭": "Zhai", "宓": "Mi", "麻": "Ma",
}  # fmt: skip
