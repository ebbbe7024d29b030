"""What `mikomi doctor` says, in Japanese and English: one sentence a finding, and what to do about it."""

SENTENCES: dict[str, tuple[str, str]] = {
    "tag": ("計測タグがあります（{address}）。", "The tag is on the page ({address})."),
    "absent": (
        "計測タグが見つかりません。</head> の前にスニペットを貼ってください。ページの表示後に入るタグは、"
        "Chrome か Chromium のある環境でだけ確かめられます。",
        "The tag was not found. Put the snippet before </head>. A tag added by a script can only be seen where Chrome "
        "or Chromium is installed.",
    ),
    "absent_rendered": (
        "計測タグが見つかりません。ブラウザで表示した後のページにもありませんでした。"
        "</head> の前にスニペットを貼ってください。",
        "The tag was not found, even after the page had loaded in a browser. Put the snippet before </head>.",
    ),
    "in_container": (
        "HTML に計測タグはありませんが、Google タグマネージャー（{container}）があります。その中にあるかどうかは、"
        "Chrome か Chromium のある環境でもう一度実行すると分かります。",
        "The HTML has no tag, but it has Google Tag Manager ({container}). Run this where Chrome or Chromium is "
        "installed to see whether the tag is in there.",
    ),
    "twice": (
        "計測タグが {n} つあります。一つだけにしてください（タグマネージャーの中と HTML の両方にないか、ご確認を）。",
        "The tag is on the page {n} times. Keep only one (look in both the tag manager and the HTML).",
    ),
    "no_key": (
        "公開キーがありません。タグの URL を …/tag.js?key=wk_… にしてください。",
        "There is no key. Change the tag’s address to …/tag.js?key=wk_….",
    ),
    "secret_key": (
        "秘密キー（sk_…）がページに書かれています。誰でも読めるので、すぐに公開キー（wk_…）に替え、"
        "秘密キーを作り直してください。",
        "There is a secret key (sk_…) in the page, where anyone can read it. Replace it with the public key (wk_…) at "
        "once, and make a new secret key.",
    ),
    "key_refused": (
        "公開キーが受け付けられません。スタックの出力にある公開キー（wk_…）に直してください。",
        "The key was refused. Use the public key (wk_…) from the stack’s outputs.",
    ),
    "key": ("公開キーは受け付けられます。", "The key is accepted."),
    "insecure": (
        "https のページに http のタグ（{address}）があるため、ブラウザが読み込みません。https:// にしてください。",
        "The page is https but the tag is http ({address}), so browsers block it. Use https://.",
    ),
    "no_file": (
        "タグのファイルを読めません（{address}: {status}、{kind}）。アドレスとスタックの状態を確かめてください。",
        "The tag’s file could not be loaded ({address}: {status}, {kind}). Check the address and that the stack is up.",
    ),
    "integrity": (
        "integrity の値がタグの中身と合わないため、ブラウザが実行しません。"
        "その版の値（tag.json の integrity）に直してください。",
        "The integrity value does not match the file, so browsers will not run it. Use the value for that version.",
    ),
    "crossorigin": (
        'integrity には crossorigin="anonymous" も必要です。ないと、ブラウザが実行しません。',
        'With integrity the element needs crossorigin="anonymous" too: browsers do not run it without.',
    ),
    "evergreen_integrity": (
        "いつも最新の tag.js に integrity が付いています。次の更新で動かなくなるので、"
        "版の付いたファイル（/tag/<版>.js）にしてください。",
        "tag.js is always the newest, so this integrity value will stop it at the next release. Use a version's file "
        "(/tag/<version>.js).",
    ),
    "whole": ("integrity はタグの中身と合っています。", "The integrity value matches the file."),
    "no_policy": ("タグを妨げる CSP はありません。", "No content security policy gets in the way."),
    "csp": ("CSP はタグの読み込みと送信を許しています。", "The content security policy lets the tag run and send."),
    "csp_script": (
        "CSP がタグの読み込みを止めています。script-src に {host} を加えてください。",
        "The content security policy blocks the tag. Add {host} to script-src.",
    ),
    "csp_connect": (
        "CSP が送信を止めています。connect-src に {host} を加えてください。",
        "The content security policy blocks sending. Add {host} to connect-src.",
    ),
    "csp_img": (
        "CSP が Cookie の更新を止めています。img-src に {host} を加えてください。",
        "The content security policy keeps the cookie from being renewed. Add {host} to img-src.",
    ),
    "csp_inline": (
        "CSP が、ページに書かれたスニペットを止めています。nonce かハッシュを付けてください。"
        "タグは動きますが、読み込み前の呼び出しは届きません。",
        "The content security policy blocks the snippet's inline script. Give it a nonce or a hash: the tag runs, but "
        "calls made before it has loaded are lost.",
    ),
    "other_site": (
        "タグのサーバー（{host}）がこのサイトと別のドメインです。Safari では 7 日で別の訪問者になります。"
        "ma.{site} のような独自ドメインを付けてください。",
        "The tag's server ({host}) is of another site: Safari forgets a visitor after 7 days. Give it a name under "
        "this site, such as ma.{site}.",
    ),
    "cookie": (
        "訪問者の Cookie は、同じサイトのサーバーが更新します（400 日）。",
        "A server of the same site renews the visitor's cookie (400 days).",
    ),
    "no_cookie": (
        "{host} が Cookie を更新しませんでした。スタックの独自ドメインの設定を確かめてください。"
        "Safari では 7 日で別の訪問者になります。",
        "{host} did not renew the cookie. Check the stack's custom domain: Safari forgets a visitor after 7 days.",
    ),
    "page_insecure": (
        "ページが https ではありません。Cookie が盗み見られることがあり、ブラウザの機能も一部使えません。",
        "The page is not https: its cookies can be read on the way, and browsers withhold functions.",
    ),
    "consent": (
        "同意を待つ設定です。訪問者が同意するまで、Cookie も送信もありません。",
        "The page waits for consent: until then there is no cookie, and nothing is sent.",
    ),
    "blocking": (
        "タグに async がないため、ページの表示がタグを待ちます。async を付けてください。",
        "The tag is not async, so the page waits for it. Add async.",
    ),
}
