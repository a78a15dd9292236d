"""Sentences that speak to a language model instead of a reader: never passed on to a model, nor told from a plain file.

This thins out what reaches the gates; it is the gates that hold.
"""

import re

from assistant.retrieval.tokens import normalise
from assistant.types import Passage

_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\s]|[\U000e0000-\U000e007f]")
_ORDER = re.compile(
    "(?:忽略|无视|忘记|忘掉|不要理会|抛开|绕过|覆盖|作废|取消).{0,12}(?:指令|提示|规则|要求|设定|约束|限制|上文|前文|前面|以上|之前|上述)"
    "|(?:系统|开发者|管理员|隐藏|初始|原始)(?:提示词?|指令|命令|消息)|提示词|越狱|(?:开发者|管理员|调试|维护|上帝|无限制|dan)模式"
    "|(?:作为|身为|你是|你现在是|扮演|充当|假装).{0,8}(?:ai|人工智能|语言模型|大模型|助手|机器人|管理员)"
    "|(?:ai|人工智能|语言模型|大模型|模型|助手|机器人)(?:请|必须|须|应当|应|要|务必|读到|看到).{0,20}(?:回答|输出|回复|写|说|告诉|执行|附|加|插入|声称|推荐|骂|用户)"
    "|(?:ai|人工智能|语言模型|大模型|助手|机器人)[，,：:]?请|给(?:ai|人工智能|语言模型|大模型|模型|助手|机器人)看"
    "|(?:回答|答案|回复|输出|答复)(?:时|里|中|末尾|最后|开头|前|后)?(?:必须|务必|一律|都要|统一|请|要|需|须)?(?:附上|加上|写上|包含|带上|插入|改成|改为|只写|只说|附带|追加|标注)"
    "|(?:只|一律|统一|直接|必须|务必)(?:回答|输出|回复|答复)[:“\"'「『‘]?"
    "|ignore.{0,30}(?:instruction|prompt|rule|above|previous)|disregard.{0,30}(?:instruction|prompt|rule|above|previous)|forgetyour"
    "|(?:system|developer|hidden)(?:prompt|message|instruction)|jailbreak|youarenow|actas(?:an?|the)|pretend(?:tobe|youare)"
    "|(?:assistant|ai|model|llm|chatbot)[:,]?(?:you)?(?:must|should|please|willnow|isrequired)|(?:print|output|respond|reply|answer)(?:only|with|exactly)|endyour(?:answer|reply|response)"
    r"|\[/?(?:inst|system)\]|<\|?(?:im_start|system|assistant|user)|###(?:system|instruction)"
)


_AROUND = 120  # characters on each side, in the same line: an order is seldom over at its first full stop


def stands_in_an_order(passage: Passage, start: int, end: int) -> bool:
    """Whether characters `start:end` of a passage are part of an order to a language model, or stand beside one."""
    text = passage.text
    line_start = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    line_end = text.find("\n", end)
    return speaks_to_a_model(text[line_start : min(len(text) if line_end < 0 else line_end, end + _AROUND)])


def speaks_to_a_model(text: str) -> bool:
    """Whether `text` gives orders to whoever answers; spaces, widths and hidden characters do not conceal it."""
    return bool(_ORDER.search(_HIDDEN.sub("", normalise(text))))
