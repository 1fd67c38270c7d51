"""Coverage-guided fuzzing of every reader: bytes a person could hand in, and what must hold whatever they are.

`python -m fuzz` runs it (`make fuzz`); the inputs that reach different code are kept in `corpus/`, whatever once broke
a promise in `crashes/`, and `tests/test_fuzz.py` tries both again on every run of the tests.
"""
