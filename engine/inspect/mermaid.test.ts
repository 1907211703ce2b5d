import mermaid from 'mermaid'
import { expect, test } from 'vitest'
import { dict } from '../values/dict.ts'
import { tuple } from '../values/tuple.ts'
import { pickled, recordedRun, runOf, Script } from '../test/support/runs.ts'
import { traceNames } from '../test/support/traces.ts'
import { toMermaid } from './mermaid.ts'

mermaid.initialize({ startOnLoad: false })
const parses = async (diagram: string) => (await mermaid.parse(diagram)).diagramType

test.each(traceNames())('Mermaid reads what is made of %s', async (name) => {
  const run = recordedRun(name)
  for (const options of [{}, { foldHandshakes: false, foldLifetime: false }, { view: 'table' as const }, { most: 3 }]) {
    expect(await parses(toMermaid(run, options))).toBe('sequence')
  }
})

test('handshakes are notes, calls arrows, results dashed, errors crosses', () => {
  const lines = toMermaid(recordedRun('exposed')).split('\n')
  expect(lines.slice(0, 4)).toEqual(['sequenceDiagram', '  participant p0 as server', '  participant p1 as gardener', '  participant p2 as visitor'])
  expect(lines).toContain('  Note over p2,p0: connect, a mutual handshake and dummy, 8 frames')
  expect(lines.some((line) => /^ {2}p2->>p0: Greenhouse \S+\.vent\(30\)$/.test(line)), lines.join('\n')).toBe(true)
  expect(lines.some((line) => /^ {2}p0--xp2: #35;TRACEBACK refused: AttributeError: method 'vent'/.test(line))).toBe(true)
  expect(lines.some((line) => /^ {2}p0-->>p2: #35;RETURN /.test(line))).toBe(true)
})

test('words that Mermaid has a use for do not end its patience', async () => {
  const words = ['end', '%% no comment', 'a;b', 'a:b', '#hash', '<b>bold</b>', 'x\ny', 'loop forever', 'Note over p0: no', '"quoted"', '{brace}', 'as', '`tick`', '-->>', ' ', '&amp;', '→ …', '\\n', 'participant p9', '']
  for (const word of words) {
    const script = new Script().started('s', 10, word || 'server').started('v', 11, `${word} 2`).opened('s', 'c1', 'listener').opened('v', 'c9', 'client')
    script.handshake(['s', 'c1'], ['v', 'c9'], 7)
    script.frame(['v', 'c9'], ['s', 'c1'], 3, pickled(tuple(null, 'accept_connection', tuple(word), dict([])))).frame(['s', 'c1'], ['v', 'c9'], 3, pickled(tuple('#RETURN', null)))
    script.frame(['v', 'c9'], ['s', 'c1'], 4, pickled(tuple('7f00', word || 'm', tuple(word), dict([]))))
    script.frame(['s', 'c1'], ['v', 'c9'], 4, pickled(tuple('#RETURN', word)))
    const diagram = toMermaid(runOf(script.events))
    expect(await parses(diagram), diagram).toBe('sequence')
  }
  await expect(parses('sequenceDiagram\n  p0 ~~ p1\n')).rejects.toThrow()
})

test('a run without frames is an empty diagram', async () => {
  expect(await parses(toMermaid(recordedRun('nobody-there')))).toBe('sequence')
})
