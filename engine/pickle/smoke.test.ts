import { test } from 'vitest'
import { dumps, loads, disassemble, Opaque } from './index.ts'
import { repr, tuple, Dict, float, QueueEmpty, KeyError, FrozenSet, PySet, Complex } from '../values/index.ts'
import { execFileSync } from 'node:child_process'
test('smoke', () => {
  const v = [1, float(1), 1.5, 2n**80n, 'héllo', tuple(1,'a'), new Dict([[1,'x'],['k',[null,true]]]), {a: 1}, new Uint8Array([1,2]), new KeyError('x'), new QueueEmpty(), new PySet([1]), new FrozenSet([2]), new Complex(1,2)]
  for (let p=0;p<6;p++) {
    const b = dumps(v,{protocol:p})
    console.log(p, repr(loads(b)))
    console.log(execFileSync('/root/.pyenv/versions/3.13.0/bin/python3', ['-c','import sys,pickle;print(repr(pickle.loads(sys.stdin.buffer.read())))'],{input:b}).toString())
  }
  const b = execFileSync('/root/.pyenv/versions/3.13.0/bin/python3', ['-c','import sys,pickle,datetime,decimal,uuid,array,collections\nsys.stdout.buffer.write(pickle.dumps([datetime.datetime.now(),decimal.Decimal("1.5"),uuid.uuid4(),array.array("i",[1]),collections.deque([1]),int,len,ValueError("x"), ...]))'])
  const x = loads(b)
  console.log(repr(x)); console.log(execFileSync('/root/.pyenv/versions/3.13.0/bin/python3', ['-c','import sys,pickle;print(repr(pickle.loads(sys.stdin.buffer.read())))'],{input:dumps(x)}).toString())
  console.log(disassemble(dumps(tuple(1,'a',KeyError))).length)
})
