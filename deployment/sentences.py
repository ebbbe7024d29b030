"""What `make deploy` and `make remove` say, in Japanese and English."""


def say(key: str, language: str, **values: object) -> str:
    return _SAID[key][language == "en"].format(**values)


_SAID = {
    "begin": (
        "AWS に置きます。空のまま Enter で [ ] の値、「-」で空になります。答えは samconfig.toml に残ります。",
        "Into your AWS account. Enter takes what stands in [ ], - makes it empty. Answers are kept in samconfig.toml.",
    ),
    "stack": ("スタックの名前", "Name of the stack"),
    "which_stack": ("ほかの環境を足すときは別の名前にしてください", "another name is another deployment"),
    "region": ("AWS のリージョン", "Region of AWS"),
    "which_region": ("東京は ap-northeast-1", "such as ap-northeast-1 (Tokyo)"),
    "stack_name": (
        "英字で始め、英数字と - だけにしてください",
        "Begin with a letter; letters, digits and - are allowed",
    ),
    "region_name": ("ap-northeast-1 のように入れてください", "Such as ap-northeast-1"),
    "more": (
        "\nほかの設定(送信の速さ、保存日数など)は普段の値で始めます。今変えますか? [y/N] ",
        "\nEverything else (rates, days of keeping …) begins as usual. Change some of it now? [y/N] ",
    ),
    "sam": (
        "SAM CLI がありません。入れてから、もう一度 make deploy を実行してください。\n"
        "  https://docs.aws.amazon.com/serverless-application-model/",
        "There is no SAM CLI: install it, then run make deploy again.\n"
        "  https://docs.aws.amazon.com/serverless-application-model/",
    ),
    "aws": (
        "AWS に断られました。認証情報(aws sts get-caller-identity)とリージョンを確かめて、"
        "もう一度実行してください。\n  {why}",
        "AWS refused: check your credentials (aws sts get-caller-identity) and the region, then run it again.\n  {why}",
    ),
    "damaged": (
        "samconfig.toml が読めません。直すか、どけてから、もう一度実行してください。\n  {why}",
        "samconfig.toml cannot be read: mend it or move it away, then run it again.\n  {why}",
    ),
    "stopped": ("やめました。何も変えていません。", "Stopped. Nothing was changed."),
    "rolled_back": (
        "前の作成が途中で失敗した「{stack}」が残っています。中身はないので消して、作り直します。",
        "An earlier creation of {stack} failed and was rolled back. It holds nothing: it is deleted, and made anew.",
    ),
    "half": (
        "消しきれていない「{stack}」が残っています。先に消し終えます。数分かかります…",
        "{stack} was not deleted to its end. That is done first, and takes some minutes…",
    ),
    "busy": (
        "「{stack}」では別の作業が進んでいます({status})。終わってから、もう一度 make deploy を実行してください。",
        "Something else is under way with {stack} ({status}). Run make deploy again when it is over.",
    ),
    "declined": (
        "変更を確認する質問に y と答えなかったので、何も作っていません。もう一度 make deploy を実行してください。"
        "答えは残っています。",
        "Nothing was made: the changes were not confirmed with y. Run make deploy again; your answers are kept.",
    ),
    "not_removed": (
        "「{stack}」を消しきれませんでした。原因を取り除いて、もう一度実行してください。\n\n{left}",
        "{stack} could not be deleted whole. Take away what hinders, then run it again.\n\n{left}",
    ),
    "known": (
        "{domain} は SES に登録済みなので、それを使います(SenderIdentity=existing)。",
        "SES knows {domain} already, so this stack uses it (SenderIdentity=existing).",
    ),
    "bucket": (
        "バケット「{bucket}」はもうあります。WorkspaceBucketName を空にするか、別の名前にしてください。",
        "There is a bucket {bucket} already: leave WorkspaceBucketName empty, or take another name.",
    ),
    "failed": (
        "「{command}」が失敗しました。上の最初のエラーを直して、もう一度 make deploy を実行してください。"
        "答えは残っています。",
        "`{command}` failed: mend the first error above, then run make deploy again. Your answers are kept.",
    ),
    "unknown": (
        "samconfig.toml がないので、どのスタックか分かりません。make deploy をしたフォルダーで実行してください。",
        "There is no samconfig.toml to say which stack: run it in the folder in which you ran make deploy.",
    ),
    "gone": ("スタック「{stack}」は {region} にありません。", "There is no stack {stack} in {region}."),
    "stays": (
        "スタックを消しても、作り直せないものは残り、費用がかかり続けます。\n\n{remains}\n",
        "What cannot be made again stays when the stack goes, and goes on to cost:\n\n{remains}\n",
    ),
    "sure": (
        "消すなら、スタックの名前「{stack}」を入れてください: ",
        "To remove it, type the name of the stack, {stack}: ",
    ),
    "removing": ("消しています。数分かかります…", "Removing it: this takes some minutes…"),
    "removed": (
        "「{stack}」を消しました。上に挙げたものは残っています。要らなければ AWS のコンソールで消してください。",
        "{stack} is gone. What was listed above is still there: delete it in AWS's console when you no longer want it.",
    ),
}
