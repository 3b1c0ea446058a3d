#include "base/personname.h"

#include "base/lexicon.h"
#include "base/pinyin.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char surnames[] =
	"王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶"
	"程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏傅付方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺"
	"毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔牛文施温赖洪樊葛邢安齐伍庞颜倪庄聂章鲁岳翟殷詹申欧"
	"耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华"
	"喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿"
	"桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠"
	"荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井"
	"祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭"
	"况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉"
	"植衡富尧闭由訾綦暴苍芝仉㪚种乜佴召隗句祭能适秘折贠员洗么繁黑重䶮堵钭贝庾暨步养蓟弘";
static const char *const doubles[] = {
	"欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "东方", "夏侯", "公孙", "慕容", "令狐", "长孙",
	"宇文", "司徒", "端木", "万俟", "单于", "呼延", "赫连", "南宫", "申屠", "轩辕", "钟离", "淳于",
	"完颜", "拓跋", "独孤", "澹台", "闻人", "濮阳", "百里", "东郭", "公冶", "太史", "司空", "南门",
	"爱新觉罗", "叶赫那拉",
};
static const char characters[] =
	"英华文玉秀明兰金国春红丽平建志海云芳军梅荣林桂美龙生永成新小伟杰辉强珍晓凤清德福东俊霞淑"
	"燕玲艳忠学琴兴立庆祥光敏佳宝洪宏振雪爱亮雨婷子广飞凯波鹏涛磊勇健刚斌峰超洋莉娟萍静慧琳娜"
	"莹颖倩欣怡梦思嘉雅洁瑞宇浩轩泽博涵晨天昊诗琪妍佩瑶萱琦璐蕾薇彤馨悦力然家正良山长世义仁信"
	"礼智万财贵富有发来喜全胜利民中方元启彦少大石松柏树森木水河江湖源泉余权栋泰安康宁和顺才根"
	"旺昌盛业继承宗祖耀先绍孝廷贤达尚维卫保加双连凌冰冬夏秋月星阳旭日晶景朝晖升巧菊莲荷花香芬"
	"芝蓉芸莎萌蓓菲芹苗茹茜莺彩霜露青翠碧紫素白银珠珊瑚瑛瑜琼瑾璇玮珂玥琰环球玛丹朱彬彪虎豹熊"
	"鹰鸿雁鹤翔腾跃进步前后高远岩岭峻岳崇嵩巍坤乾地培基城墙坚固实诚恒守谦让恩惠慈善敬友相亚欧"
	"洲非南北西京沪津渝宪法政治务农工商兵士官帅将武斗战革命旗解放援抗向党锋群众合作社会主席量"
	"理想希望未愿如意吉祯祺禄寿延年益百千一二三四五六七八九十亿兆甲乙丙丁卯辰巳午寅丑亥戌申酉"
	"可以为而之乃其自由心怀念忆情缘竹菁萃艺书画词歌舞乐音律韵笑颜容貌婉媛嫣嫦娥妮姝娅婵娇娴婧"
	"嫒姗姣妙好婕姿媚妹姐弟兄君臣父母公皇帝妃王侯伯仲叔季孟尧舜禹汤周秦汉晋唐宋楚赵韩魏齐鲁吴"
	"越蜀陈蔡曹许奎奇异儒雄豪侠圣哲睿聪捷灵犀通道品格优卓出凡伦常纲纪经纬绪统纯净澄澈泓泳泊沛"
	"沐沁淼渊滨漫潇潮澜瀚灏炎炜烁焕煜熙熠燃烨灿炳炫耿照煌热烈火灯霄震霖雷电风雾霏霓雯霆昕昱昶"
	"晗晟晔晞暄暖曙曦曜昭映昆仑岗峦岚峥嵘屹川流溪沙滩润滋沃野田园苑圃庭宅院门户开关阔厦楼台亭"
	"阁梁桥柱桐梓楠榕榆槐杨柳桃李杏枫桦枝叶芽蕊芙藕菱苇蒲蔓藤萝蔷茉茗茵荃荔荟莱菡萧葆葛葵蒙蓝"
	"蕴蕙薪藩蘅玄童章竞端笃笛符筠筱策简箐篁粤精粮繁纫绅细织终绒结绘给络绚绛绢绣续绮绵绸绿缇缨"
	"罗羽翀翊翎翘翰翼耘耕聂聆职联肃肖肇育胤能脉至致航舟舰艾芃芊芷苏若茂范荀莘莫获萨葳蒋蔚虹蝉"
	"蝶融衍衡裕裴言誉计训记论设诀证评识试话详语诵说诺课谊谋谐谕谨豫贝贞负货质贯贺费资赋赐赞赢"
	"赫路踪躬轮轶载辅边迅迈迎运近迪述迺逊选逸遂遥遵郁郎都鄂采里重鉴针钊钏钟钢钦钧钰铃铄铎铜铠"
	"铭铮铸锁锐锡锦键锴镇镕镛镜问闯闻闽阅队防阵阿陆际陶隆随隽集雍零霁靖鞠韦韬韶页项须顾颂预领"
	"题额颢飒飘馥驰驹驿骁骄骅骆骋骏骐骞骥魁鲜鲲鸣鸥鸾鹃鹭麒麟麦黎黛鼎鼐龄喆堃犇焱鑫垚赟昇堂珺"
	"玺琬琛琨琮瑄璞璟璨瓒皓皎盈矜砚祎祐禾秉科稳穆穗突笙米粒糖洛洵浚济浦浪涓淇淳湘溢溥溶滢漪潞"
	"澍濛炯烽爽牧特玖玟玫珈珏珑珩珮现琅琢用甫男甸留略畅登真知矗硕祉神票禧离种积程稚弈张弘弛弼"
	"彗彝形彭影彻征徐得微徽必快性恋恬恺悉悠惟愉愫感慎慕懋懿戈我戴房所扬扶投抒拓拥持挺掌推措提"
	"播擎支收改救教敦斐斯施旋族无旦时旻昀昂易显晏普晴暇曼朋服朔朗本术朴机极构果染柔柯查校样桑"
	"检棋棠植椿榜槿樊模横樱橙次欢歆比毅丞丛丰临举乔乡于仕付仙代令仪仰任份企伊伍伏传伸似位何佐"
	"佑使依侨侬俏俐俪修倍倡倬值偌偲傅傲僖儿允充克免兑兔共具典养冀内冉再冠冯冲决况冶冷刃分切刊"
	"列刘则创初别制剑功助劲劳勃勉勋勒勤勳包化匡区医协单占卢印危即卿厚原取受变叙口古句召史右司"
	"同名否含吟告味呈咏咪哈响唯喻器回因团围图圆在均坊坛域塔墨壮声外多夜太央头奕奖女妤始姚姜威"
	"娃娆孔字存孺定宛宜宣室宫宽宾密寒察寓寻导封尔尘尤就尹尼局居展屏岐岑岱岸峤崎崔州巡巨帆师帮"
	"幸庄应庚府庸廉㛃𬭳𬱖𫖯䶮𪸩";
static const char *const given[] = {
	"建国", "建军", "建华", "建平", "建明", "建民", "建新", "建业", "建成", "建伟", "建林", "建春",
	"国栋", "国庆", "国强", "国华", "国平", "国良", "国林", "国军", "国民", "国辉", "国富", "国安",
	"志强", "志军", "志刚", "志国", "志明", "志华", "志伟", "志勇", "志远", "志成", "志宏", "志新",
	"文斌", "文明", "文军", "文静", "文华", "文杰", "文博", "文强", "文涛", "文平", "文娟", "文秀",
	"秀兰", "秀英", "秀珍", "秀芳", "秀梅", "秀芹", "秀云", "秀华", "秀丽", "秀荣", "秀玲", "秀琴",
	"桂英", "桂兰", "桂芳", "桂珍", "桂荣", "桂芝", "桂香", "桂华", "桂梅", "桂琴", "桂芹", "桂云",
	"玉兰", "玉梅", "玉珍", "玉英", "玉芹", "玉华", "玉荣", "玉成", "玉凤", "玉琴", "玉玲", "玉林",
	"淑芬", "淑英", "淑珍", "淑华", "淑兰", "淑芳", "淑琴", "淑梅", "淑霞", "淑贤", "淑云", "淑敏",
	"丽华", "丽娟", "丽丽", "丽萍", "丽娜", "丽霞", "丽君", "丽红", "丽敏", "丽英", "丽梅", "丽杰",
	"海燕", "海涛", "海波", "海龙", "海军", "海霞", "海英", "海峰", "海洋", "海滨", "海玲", "海鹏",
	"晓东", "晓明", "晓红", "晓燕", "晓梅", "晓琴", "晓华", "晓丽", "晓霞", "晓光", "晓军", "晓峰",
	"春梅", "春生", "春雨", "春燕", "春兰", "春花", "春华", "春林", "春红", "春玲", "春霞", "春光",
	"红霞", "红梅", "红艳", "红军", "红英", "红伟", "红丽", "红玉", "红旗", "红卫", "雪梅", "雪琴",
	"凤霞", "凤英", "凤兰", "凤琴", "凤珍", "凤云", "凤芹", "凤玲", "凤山", "凤岐", "艳红", "艳丽",
	"艳华", "艳玲", "艳萍", "艳梅", "艳霞", "艳芳", "艳秋", "金凤", "金花", "金玲", "金龙", "金山",
	"金生", "金英", "金华", "金梅", "金兰", "永刚", "永生", "永强", "永军", "永清", "永福", "永胜",
	"永贵", "永林", "永红", "永祥", "庆山", "庆林", "庆华", "庆国", "庆祥", "庆丰", "立军", "立新",
	"立国", "立伟", "立华", "立群", "立民", "振华", "振国", "振东", "振海", "振江", "德福", "德林",
	"德生", "德才", "德全", "德华", "德海", "长河", "长江", "长海", "长林", "长生", "长青", "长春",
	"长福", "福生", "福林", "福贵", "福海", "福军", "洪波", "洪涛", "洪军", "洪亮", "洪梅", "洪霞",
	"宏伟", "宏图", "玉龙", "成林", "成功", "学军", "学文", "学明", "学友", "宪群", "宪忠", "宪法",
	"广田", "广林", "广军", "广生", "守义", "守信", "守福", "喜全", "喜林", "喜贵", "喜梅", "家兴",
	"家旺", "家豪", "兴权", "兴旺", "兴国", "兴华", "新秋", "新华", "新民", "新宇", "新军", "新梅",
	"东升", "东海", "东梅", "冬梅", "冬雪", "彩霞", "彩云", "彩凤", "彩虹", "彩英", "慧敏", "慧芳",
	"慧娟", "慧玲", "亚男", "亚军", "亚楠", "亚东", "亚杰", "亚丽", "亚琴", "亚娟", "英子", "英杰",
	"英姿", "雅丽", "雅琴", "雅婷", "雅静", "雅娟", "佳慧", "佳琪", "佳怡", "佳宁", "佳欣", "嘉琪",
	"嘉怡", "婷婷", "丹丹", "娜娜", "佳佳", "莉莉", "玲玲", "静静", "欢欢", "芳芳", "晶晶", "莹莹",
	"媛媛", "圆圆", "园园", "明明", "亮亮", "洋洋", "磊磊", "鹏飞", "鹏程", "思远", "思雨", "思思",
	"思琪", "雨桐", "雨欣", "雨涵", "雨晴", "子涵", "子轩", "子豪", "子琪", "子怡", "浩然", "浩宇",
	"浩天", "宇航", "宇轩", "博文", "博宇", "一鸣", "一诺", "欣怡", "欣然", "欣悦", "梦瑶", "梦琪",
	"诗涵", "诗雨", "可欣", "俊杰", "俊峰", "俊伟", "俊英", "俊华", "俊明", "少华", "少军", "树林",
	"树生", "树军", "树华", "树梅", "云峰", "云龙", "云鹏", "云霞", "云飞", "天宇", "天明", "天成",
	"世杰", "世忠", "世明", "世荣", "明辉", "明亮", "明霞", "明华", "光辉", "光明", "光荣", "万里",
	"万福", "万林", "宝林", "宝山", "宝国", "宝成", "宝玉", "宝珍", "宝华", "保国", "保军", "保平",
	"爱国", "爱民", "爱华", "爱军", "爱玲", "爱英", "爱萍", "爱琴", "爱红", "小红", "小军", "小明",
	"小燕", "小丽", "小梅", "小英", "小平", "小华", "小兰", "小芳", "小霞", "小龙", "小波", "小伟",
	"卫东", "卫国", "卫民", "卫军", "卫红", "卫星", "利民", "利军", "利华", "利平", "利伟", "忠诚",
	"忠义", "忠信", "忠华", "忠良", "连生", "连成", "连喜", "连军", "凯旋", "胜利", "胜男", "胜军",
	"大鹏", "大伟", "大勇", "大军", "大力", "大海", "大明", "晨曦", "晨阳", "旭东", "旭日", "东旭",
	"向东", "向阳", "向前", "向红", "跃进", "解放", "和平", "援朝", "抗美", "景山", "景文", "景春",
};
#define COUNT(list) (sizeof list / sizeof list[0])

/* How the places of characters in these lists are weighed against each other. */
#define FLAT_SURNAME 20u
#define FLAT_CHARACTER 30u
#define SURNAMES_TRIED 4
#define KNOWN_GIVEN 900u /* the two commonest characters together would have this */

static struct {
	struct lexicon *surnames, *characters, *given;
} known;

/* `best`: in their best reading only; 贾 is no gu as a surname. */
static void
add_characters(struct lexicon *lexicon, const char *list, uint32_t weight, bool best)
{
	while (*list) {
		size_t len = utf8_cut(list, 1);
		char *one = xstrndup(list, len), *reading = best ? pinyin_full(one) : NULL;

		lexicon_add(lexicon, one, reading, LEXICON_NAME, weight++);
		free(reading);
		free(one);
		list += len;
	}
}

void
personname_prepare(void)
{
	if (known.surnames)
		return;
	known.surnames = lexicon_new();
	known.characters = lexicon_new();
	known.given = lexicon_new();
	for (size_t i = 0; i < COUNT(doubles); i++)
		lexicon_add(known.surnames, doubles[i], NULL, LEXICON_NAME, 0);
	add_characters(known.surnames, surnames, FLAT_SURNAME, true);
	add_characters(known.characters, characters, FLAT_CHARACTER, false);
	for (size_t i = 0; i < COUNT(given); i++)
		lexicon_add(known.given, given[i], NULL, LEXICON_NAME,
		    KNOWN_GIVEN + 4 * (uint32_t)i);
}

/* --- the likeliest of what agrees with the letters --- */

struct list {
	struct personname name[PERSONNAME_MOST];
	int count, most;
};

/* Keeps the list in order; what is likelier than the last pushes it out. */
static void
put(struct list *list, const char *head, const char *tail, size_t used, uint64_t weight)
{
	int at = list->count;

	while (at > 0 && list->name[at - 1].weight > weight)
		at--;
	if (at == list->most)
		return;
	if (list->count < list->most)
		list->count++;
	memmove(list->name + at + 1, list->name + at,
	    (size_t)(list->count - at - 1) * sizeof list->name[0]);
	snprintf(list->name[at].text, sizeof list->name[at].text, "%s%s", head, tail);
	list->name[at].used = used;
	list->name[at].weight = weight;
}

/* A fuzzy reading counts for as much as standing far behind. */
static uint64_t
weigh(const struct lexicon_hit *hit)
{
	return (uint64_t)hit->weight * (1 + 4 * (unsigned)hit->match.cost);
}

static void
put_hit(void *arg, const struct lexicon_hit *hit)
{
	if (!hit->match.over)
		put(arg, hit->text, "", hit->match.used, weigh(hit));
}

static struct list
find(const struct lexicon *lexicon, const char *letters, unsigned fuzzy, bool initials, int most)
{
	struct list list = {.most = most < PERSONNAME_MOST ? most : PERSONNAME_MOST};

	personname_prepare();
	lexicon_find(lexicon, letters, fuzzy, initials, put_hit, &list);
	return list;
}

static int
hand_over(const struct list *list, struct personname out[])
{
	memcpy(out, list->name, (size_t)list->count * sizeof *out);
	return list->count;
}

int
personname_surnames(const char *letters, unsigned fuzzy, int most, struct personname out[])
{
	personname_prepare();
	struct list list = find(known.surnames, letters, fuzzy, true, most);

	return hand_over(&list, out);
}

int
personname_characters(const char *letters, unsigned fuzzy, int most, struct personname out[])
{
	personname_prepare();
	struct list list = find(known.characters, letters, fuzzy, true, most);

	return hand_over(&list, out);
}

/* Given names of one or two characters for all the letters, made of what given names have. */
static void
put_made(struct list *out, const char *letters, unsigned fuzzy)
{
	struct list first = find(known.characters, letters, fuzzy, false, PERSONNAME_MOST);
	struct list second = {.most = 0};
	size_t len = strlen(letters), used = 0;

	for (int i = 0; i < first.count; i++) {
		const struct personname *a = &first.name[i];

		if (a->used == len) {
			put(out, a->text, "", len, a->weight * FLAT_CHARACTER);
			continue;
		}
		if (a->used != used)
			second = find(known.characters, letters + a->used, fuzzy, false,
			    PERSONNAME_MOST);
		used = a->used;
		for (int k = 0; k < second.count; k++)
			if (used + second.name[k].used == len)
				put(out, a->text, second.name[k].text, len,
				    a->weight * second.name[k].weight);
	}
}

static struct list
find_given(const char *letters, unsigned fuzzy, int most)
{
	struct list whole = find(known.given, letters, fuzzy, false, PERSONNAME_MOST);
	struct list list = {.most = most < PERSONNAME_MOST ? most : PERSONNAME_MOST};

	for (int i = 0; i < whole.count; i++)
		if (whole.name[i].used == strlen(letters))
			put(&list, whole.name[i].text, "", whole.name[i].used,
			    whole.name[i].weight);
	put_made(&list, letters, fuzzy);
	return list;
}

static int
without_twins(struct list *list, struct personname out[])
{
	int count = 0;

	for (int i = 0; i < list->count; i++) {
		int k = 0;

		while (k < count && strcmp(out[k].text, list->name[i].text) != 0)
			k++;
		if (k == count)
			out[count++] = list->name[i];
	}
	return count;
}

int
personname_given(const char *letters, unsigned fuzzy, int most, struct personname out[])
{
	personname_prepare();
	struct list list = find_given(letters, fuzzy, most);

	return without_twins(&list, out);
}

int
personname_whole(const char *letters, unsigned fuzzy, int most, struct personname out[])
{
	struct list list = {.most = most < PERSONNAME_MOST ? most : PERSONNAME_MOST}, behind;
	struct personname first[SURNAMES_TRIED];
	int count = personname_surnames(letters, fuzzy, SURNAMES_TRIED, first);
	size_t used = 0; /* that `behind` is for */

	for (int i = 0; i < count; i++) {
		if (!letters[first[i].used])
			continue;
		if (first[i].used != used)
			behind = find_given(letters + first[i].used, fuzzy, PERSONNAME_MOST);
		used = first[i].used;
		for (int k = 0; k < behind.count; k++)
			put(&list, first[i].text, behind.name[k].text, used + behind.name[k].used,
			    (first[i].weight + FLAT_SURNAME) * behind.name[k].weight);
	}
	return without_twins(&list, out);
}
