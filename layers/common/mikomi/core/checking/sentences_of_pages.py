"""What a problem of a form's own page says, and of a quiz: one sentence a code, in Japanese and English."""

PAGES: dict[str, tuple[str, str]] = {
    "E-section-empty": (
        "この区画には見出しのほかに中身がありません。text・picture・list・testimonials のどれかを書いてください。",
        "This section has nothing but its heading. Write text, picture, list or testimonials.",
    ),
    "E-picture-url": (
        "「{name}」は画像の URL として使えません。https:// から始まる URL を書いてください。",
        '"{name}" cannot be the address of a picture. Write a URL that begins with https://.',
    ),
    "W-mail-alt": (
        "画像に alt がありません。画像が表示されないと、何の画像か分かりません。alt に一言書くか、飾りなら "
        'alt="" としてください。',
        "This picture has no alt: where it is not shown, nobody knows what it was. Say it in a few words, or, for "
        'decoration, write alt="".',
    ),
    "W-link-words": (
        "このリンクは画像だけで、その alt が空です。画像が見えない方には行き先が分かりません。alt に書いてください。",
        "This link is a picture with an empty alt: who does not see it cannot tell where it leads. Say so in the alt.",
    ),
    "W-css-reader": (
        "<style> の中に {{{{ }}}} や {{% %}} があるため、CSS をタグに書き込めません。<style> を読まないメールソフトでは"
        "装飾が消えます。読み手による違いは、タグの class で書き分けてください。",
        "There is {{{{ }}}} or {{% %}} within <style>, so its CSS cannot be written into the tags: programs that "
        "ignore <style> show the mail without it. Let the class of a tag depend on the reader instead.",
    ),
    "W-css-place": (
        "{{% if %}} のあるメールで、並び順による指定（:first-child、:nth-child、+、~ など）を使っているため、"
        "CSS をタグに書き込めません。class で指定してください。",
        "In a mail with {{% if %}}, this CSS goes by what stands beside a tag (:first-child, :nth-child, +, ~), so it "
        "cannot be written into the tags. Use classes.",
    ),
    "W-css-size": (
        "CSS が多すぎるか、入れ子が深すぎるため、CSS をタグに書き込めません。使っていないものを減らしてください。",
        "There is too much CSS, or it or the tags are nested too deep, so it cannot be written into the tags. "
        "Take out what the mail does not need.",
    ),
    "W-css-broken": (
        "CSS に読めないところがあるため、タグに書き込めません。{{ と }} の数や、; と : の書き忘れを確かめてください。",
        "The CSS cannot be read to its end, so it cannot be written into the tags. "
        "Look for a missing or an additional {{, }}, ; or :.",
    ),
    "E-active": (
        "{name} はメールでは動かず、攻撃とみなされて届かなくなります。取り除いてください"
        "（フォームは、フォームのページへのリンクにしてください）。",
        "{name} does nothing in mail, and gateways take it for an attack. Take it out; in place of a form, link to its "
        "page.",
    ),
    "E-mjml": (
        "MJML として読めません（{what}）。書き方を直してください。",
        "This cannot be read as MJML: {what}. Put it right.",
    ),
    "E-mjml-tag": (
        "<{name}> は、ここで使える MJML のタグではありません。使えるのは {allowed} です。"
        "HTML は <mj-text> か <mj-raw> の中に書いてください。",
        "<{name}> is no tag that MJML has here. It has {allowed}. HTML goes into <mj-text> or <mj-raw>.",
    ),
    "E-mjml-place": (
        "<{name}> は <{parent}> の中には置けません。置けるのは {allowed} です。",
        "<{name}> cannot stand in <{parent}>. What can: {allowed}.",
    ),
    "E-mjml-text": (
        "「{name}」がタグの外にあるため、メールに表示されません。文章は <mj-text> の中に書いてください。",
        '"{name}" stands outside of the tags that hold text, so nobody would see it. Put it into <mj-text>.',
    ),
    "E-mjml-mark": (
        "{name} は、MJML のこの場所には書けません。{{% if %}} と {{% endif %}} は同じタグか、同じ属性の中に置き、"
        "タグそのものの中、<mj-head> の直下、数値の属性（width など）には書かないでください。",
        "{name} cannot stand in this place of MJML. Put {{% if %}} and its {{% endif %}} into one and the same tag or "
        "attribute, and no mark among a tag's attributes, right within <mj-head>, or where a number is wanted (width).",
    ),
    "E-mjml-foreign": (
        "{name} は、書かれていない画像やフォントを外部から読み込みます。<mj-font> は外し、画像は自社のものを"
        "書いてください（<mj-social-element> は src、<mj-carousel> は left-icon と right-icon、<mj-accordion> は "
        "icon-wrapped-url と icon-unwrapped-url）。",
        "{name} would load a font, or pictures that nobody wrote down, from elsewhere. Take <mj-font> away; name "
        "pictures of your own in src (<mj-social-element>), left-icon and right-icon (<mj-carousel>), "
        "icon-wrapped-url and icon-unwrapped-url (<mj-accordion>).",
    ),
    "E-mjml-include": (
        '<mj-include> は使えません。共通の部分は、{{% include "_part.html" %}} で入れてください。',
        '<mj-include> is not read. Put what mails share into a file of its own: {{% include "_part.html" %}}.',
    ),
    "E-mjml-as-is": (
        "MJML はそのまま送れません。MJML のツールで HTML に変換したものを置いてください。",
        "MJML cannot be sent as it is. Put the HTML here that an MJML tool makes of it.",
    ),
    "W-contrast": (
        "{scheme}で、文字 {colour} と背景 {ground} のコントラスト比が {ratio}:1 しかなく、読みにくくなります"
        "（{wanted}:1 以上が必要です）。文字の色を {better} にすれば足ります。",
        "In {scheme} mode this text is {colour} on {ground}, a contrast of {ratio}:1. It takes {wanted}:1 to be read "
        "with ease: {better} would do.",
    ),
    "W-unseen": (
        "{scheme}で、文字 {colour} が背景 {ground} とほぼ同じ色のため、見えません。"
        "文字の色を {better} にすれば読めます。見せない文章なら display:none を指定してください。",
        "In {scheme} mode this text is {colour} on {ground} and cannot be seen. {better} would do; what nobody is "
        "meant to see needs display:none.",
    ),
    "W-on-picture": (
        "文字の下に画像だけがあり、背景色がありません。読みやすさを確かめられず、画像が表示されないと地の色に重なります。"
        "background-color も指定してください。",
        "There is nothing but a picture beneath this text. Whether it can be read is not known, and where pictures are "
        "not shown it stands on whatever is beneath. Give it a background-color too.",
    ),
    "W-color-scheme": (
        "ダークモード用の色がありますが、対応を伝える meta がないため、使わないメールソフトがあります。<head> に "
        '<meta name="color-scheme" content="light dark"> と <meta name="supported-color-schemes" content="light dark"> '
        "を書いてください。",
        "There are colours for dark mode, but some programs use them only where the mail says so. Write in <head>: "
        '<meta name="color-scheme" content="light dark"> and '
        '<meta name="supported-color-schemes" content="light dark">.',
    ),
    "W-picture-alt": (
        "alt が空なので、画像が見えない方には何も伝わりません。画像の内容を一言で書いてください。",
        "With an empty alt, whoever does not see the picture learns nothing. Say in a few words what it shows.",
    ),
    "E-points-unread": (
        "points は quiz のあるフォームでだけ数えます。quiz を書くか、points を消してください。",
        "Points only count in a form that has a quiz. Write quiz, or take the points away.",
    ),
    "E-quiz-points": (
        "どの選択肢にも points がないため、だれでも同じ結果になります。選択肢に points を書いてください。",
        "No choice has points, so everybody would get the same result. Give the choices points.",
    ),
    "E-quiz-known": (
        "診断の質問は、毎回尋ねないと点数が出ません。unless_known を消してください。",
        "A question of a quiz has to be asked each time, or there are no points. Take unless_known away.",
    ),
    "E-quiz-from": (
        "結果「{name}」と「{other}」の from が同じです。別の点数にしてください。",
        'The results "{name}" and "{other}" begin at the same points. Change one of them.',
    ),
    "E-quiz-lowest": (
        "合計が {least} 点になる答え方がありますが、一番下の結果は {name} 点からです。"
        "その from を {least} 以下にしてください。",
        "There are answers that come to {least} points, but the lowest result begins at {name}. "
        "Make its from {least} or less.",
    ),
    "W-quiz-nobody": (
        "結果「{name}」になる人はいません。合計は {least} 点から {most} 点の間です。",
        'Nobody can get the result "{name}": the points come to between {least} and {most}.',
    ),
    "E-variable-result": (
        "{name} を使っていますが、ステップ「{step}」のシナリオは、診断（quiz）のあるフォームから始まっていません。",
        '{name} is used, but the scenario of the step "{step}" is not triggered by a form that has a quiz.',
    ),
    "W-share-picture": (
        "share.picture も本文の画像もないため、リンクを共有したときに画像が出ません。",
        "Neither share.picture nor a section has a picture, so a shared link is shown without one.",
    ),
}
