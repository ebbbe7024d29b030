"""How stored JSON is made small: zlib, with a dictionary of what such JSON is sure to hold.

An item is a kilobyte or two, much of it names that all its like have as well, and zlib alone spells each of them out
once an item. With a dictionary a packet of ten events is 30 % smaller and a person 20 %: write units are what a
deployment pays most for, and one more is begun with each kilobyte.

Rules
1. A dictionary that was in use is never changed and never taken away: what was written with it is read with it alone.
   A better one stands beside it, and from then on is written with.
2. What was written without a dictionary can be read too.
"""

import zlib

LEVEL = 6

PACKET = (
    b'{"c":[{"page":{"path":"/","referrer":"https://www.google.com/","title":"","url":"https://www.","search":"?"},'
    b'"campaign":{"name":"","source":"newsletter","medium":"email","term":"","content":""},'
    b'"userAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) '
    b'Chrome/ Safari/537.36",'
    b'"library":{"name":"mikomi-tag","version":"1.0.0"},"locale":"ja-JP","timezone":"Asia/Tokyo","pageId":""}],'
    b'"e":[{"id":"tag-","type":"identify","at":17,"anonymous_id":"","user_id":"","traits":{"email":"'
    b'"type":"track","name":"Form Submitted","properties":{"form":"'
    b'"origin":"server","origin":"form","proof":2,"context":{"consent":{"marketing":true,"text":"","source":"form:'
    b'{"id":"tag-","type":"page","at":17,"anonymous_id":"","c":0},'
    b'{"id":"tag-","type":"track","at":17,"anonymous_id":"","name":"Page Engaged",'
    b'"properties":{"engaged_ms":15000,"path":"/"},"c":0}]}'
)
"""What the log's packets share; what is most usual stands at the end."""

PERSON = (
    '"effects":[{"kind":"mail","id":"","person":"l_","at":17,"event_id":"","plan":1,"scenario":"","step":"",'
    '"enrolment":"","template":"","check_at":17,"band":"hot","crossings":1,"alerted_at":17,"owner":"","conflicts":["'
    '"consent":{"text":"","source":"form:","at":17,"event_id":"","mailed":[17,"frozen_at":17,"unsubscribed_at":17'
    '"enrolments":[{"id":"","scenario":"","plan":1,"entered_at":17,"event_id":"","position":"0","since":17,"due_at":17,'
    '"status":"finished","ended_at":17,"because":"trigger","memory":{"":[17],"mails":{"":17},"offers":{"":17},"goal_at":17'
    '"plans":[{"plan":1,"from_":17}],"caps":{"":[[17,5.0],[17,10.0]]},'
    '"views":[{"key":"","path":"/","ms":15000,"at":17},{"key":"'
    '"standing":{"":{"axis":"fit","points":15.0,"event_id":"","at":17,"plan":1}},"tags":{"":17},'
    '"recent":[{"rule":"","points":5.0,"event_id":"tag-","at":17,"plan":1},{"rule":"'
    '"traits":{"email":{"value":"","at":17,"proof":2},"firstName":{"value":"","lastName":{"value":"","name":{"value":"'
    '"company":{"value":"株式会社","at":17},"title":{"value":"","phone":{"value":"","industry":{"value":"'
    '{"id":"v_","version":1,"proof":1,"email":"","user_id":"","first_at":17,"last_at":17,'
    '"members":{"a:":{"first_at":17,"last_at":17,"packets":1,"last_received":17,'
    '"points":{"":{"raw":5.0,"value":5.0,"at":17,"count":2,"first_at":17,"event_id":"tag-","plan":1},"seen":{"":17'
).encode()

"""What people's states share."""

MAIL = (
    '{"at":17,"url":"https://.execute-api.ap-northeast-1.amazonaws.com","digest":"","reader":{"id":"l_","email":"",'
    '"lead":{"name":"","phone":"","title":"","employees":"","industry":"","company":"株式会社 ご担当者様",'
    '"firstName":"","lastName":"","email":"","honorific":"お客様"},'
    '"proven":{"website":""},"result":""}}'
).encode()
"""What is kept of how a mail was made."""

_BY_CHECKSUM = {zlib.adler32(words).to_bytes(4, "big"): words for words in (PACKET, PERSON, MAIL)}
_HAS_DICTIONARY = 0x20
"""The bit of zlib's second byte that says so; the checksum of the dictionary follows in the next four."""


def compacted(text: bytes, words: bytes) -> bytes:
    """The text made small with one of the dictionaries."""
    packer = zlib.compressobj(LEVEL, zdict=words)
    return packer.compress(text) + packer.flush()


def text_of(packed: bytes) -> bytes:
    """What was made compact. `zlib.error` if it is cut off, damaged or nothing of ours."""
    words = _BY_CHECKSUM.get(packed[2:6], b"") if len(packed) > 6 and packed[1] & _HAS_DICTIONARY else b""
    reader = zlib.decompressobj(zdict=words) if words else zlib.decompressobj()
    text = reader.decompress(packed)
    if not reader.eof or reader.unused_data:
        raise zlib.error("incomplete: cut off, or followed by something else")
    return text
