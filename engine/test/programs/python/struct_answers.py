"""Asks CPython's struct and array the questions of test/support/struct-cases.ts: JSON in on stdin, one answer each out."""
import array
import json
import struct
import sys
import warnings

warnings.simplefilter('ignore')


def value(told):
    if isinstance(told, list):
        kind, text = told
        if kind == 'int':
            return int(text)
        if kind == 'float':
            return float(text)
        if kind == 'bytes':
            return bytes.fromhex(text)
        if kind == 'bytearray':
            return bytearray.fromhex(text)
        if kind == 'complex':
            return complex(text)
        if kind == 'list':
            return [value(each) for each in text]
        if kind == 'tuple':
            return tuple(text)
        if kind == 'dict':
            return dict(text)
        raise ValueError(kind)
    return told


def answer(kind, form, given):
    if kind == 'array':
        made = array.array(form, value(given))
        return [made.tobytes().hex(), repr(made.tolist())]
    if kind == 'unpack':
        return [str(struct.calcsize(form)), repr(struct.unpack(form, bytes.fromhex(given)))]
    packed = struct.pack(form, *[value(each) for each in given])
    return [packed.hex(), repr(struct.unpack(form, packed))]


answers = []
for case in json.load(sys.stdin):
    try:
        answers.append(answer(*case))
    except Exception as error:
        name = 'struct.error' if isinstance(error, struct.error) else type(error).__name__
        answers.append({'type': name, 'words': str(error)})
json.dump(answers, sys.stdout)
