"""`make deployed`: the real output of `sam build` in an emulator of AWS (MiniStack), apart from `make test`.

What `make test` shows of the template is that it says what it should; here CloudFormation reads it, functions start
from their zip files with their layers, and streams, queues and notices reach them as the template says. Its rules:
1. What is deployed is what `make build` makes. What is other than in an account is written down in `template_here`,
   each with why, and counted in what the run prints.
2. Whatever stands there and was not needed is an error: a newer emulator, or another template, is noticed.
3. Everything comes from the package registries into `.deployed`, pinned with hashes; no Docker, no account.

template_here   the template as the emulator takes it
emulator        MiniStack, while it runs
ministack_here  what of MiniStack hurts on one machine, mended in its own process
sam_here        the same of SAM
tools           the environments that the run needs, and the build
stack           a stack: made, changed, looked at, taken away
visitor         who comes to the site: looks at pages, sends a form, gets a mail
older           the handlers' tests on the boto3 that the emulator's functions have (`make older`)
__main__        the cycle, and its figures
"""
