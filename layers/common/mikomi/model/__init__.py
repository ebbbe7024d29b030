"""The vocabulary: what a thing *is*, never what is done with it.

Rules of this package
1. Every class is a frozen pydantic model. A changed thing is a new thing (`model_copy`).
2. A moment is an `int`: milliseconds since 1970-01-01T00:00Z (`Millis`). Time zones belong to
   `core.scenarios.calendar` and to presentation.
3. A span of time that a marketer wrote (`3d`, `2営業日`) is a `Duration`; business days keep their unit until a
   calendar resolves them.
4. What people write is `Frozen` and read strictly; what we stored is `Stored` and read leniently.
5. Nothing here reads a clock, an environment, a file or a table.
"""
