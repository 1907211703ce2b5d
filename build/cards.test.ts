/**
 * The answers of the interview cards are what comes out when they are run: in TypeScript, and with every CPython that is
 * found here. `npm run cards` writes them again (`vitest -u`). All cards of a language are one program.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { answerOf, batchProgram, cardProgram, cards, choicesOf, readBatch, type Answer, type CardLanguage } from 'managerie-lessons/cards'
import { lessons } from 'managerie-lessons'
import { costsByLine, runOf } from 'multiprocessing/inspect'
import { parseTraceEvent } from 'multiprocessing/protocol'
import { afterAll, describe, expect, test } from 'vitest'

const root = path.dirname(import.meta.dirname)
const stored = path.join(root, 'lessons/cards/answers.json')
const home = mkdtempSync(path.join(tmpdir(), 'managerie-cards-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const managerie = path.join(root, process.env['MANAGERIE_CLI'] ?? 'dist/cli/managerie.js')

async function run(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [managerie, ...args], { env: { ...process.env, MANAGERIE_HOME: home }, maxBuffer: 1 << 26 })
  return stdout
}

/** One answer to each card, by a runtime. */
async function play(language: CardLanguage, runtime: string): Promise<Map<string, Answer>> {
  const { text, lines } = batchProgram(cards, language)
  const name = `cards_${runtime.replace(/\W/g, '_')}`
  const file = path.join(home, name + (language === 'python' ? '.py' : '.ts'))
  const trace = path.join(home, `${name}.ndjson`)
  writeFileSync(file, text)
  const report = JSON.parse(await run(['run', file, '--runtime', runtime, '--json', '--trace', trace])) as { ok: boolean; output: { stream: string; text: string }[] }
  expect(report.ok, `${runtime}: ${report.output.map((each) => each.text).join('')}`).toBe(true)
  const printed = readBatch(report.output.filter(({ stream }) => stream === 'stdout').map((each) => each.text).join(''))
  const costs = [...costsByLine(runOf(readFileSync(trace, 'utf8').trimEnd().split('\n').map(parseTraceEvent))).values()]
  return new Map(
    cards.map(({ id, asks }) => [id, asks === 'prints' ? printed.get(id)! : (costs.find((cost) => path.parse(cost.file).name === name && cost.line === lines.get(id))?.frames ?? 0)]),
  )
}

/** Ids of the CPythons here, the first of each minor version, as the command line names them when it is asked for another. */
async function pythonsHere(): Promise<Map<string, string>> {
  const said = await run(['run', 'manager', '--python', '--runtime', '?']).catch((error: unknown) => String((error as { stderr?: string }).stderr))
  const ids = [...said.matchAll(/cpython-[\w.-]+/g)].map(([id]) => id)
  return new Map(ids.toReversed().map((id) => [/cpython-(\d+\.\d+)/.exec(id)![1]!, id]))
}

test('the stored answers are what every runtime here gives', { timeout: 180_000 }, async () => {
  const before = JSON.parse(readFileSync(stored, 'utf8')) as { versions: string[]; cards: Record<string, { typescript: Answer; python: Answer | Record<string, Answer> }> }
  // Two at a time: each has its managers and children.
  const found = new Map<string, Map<string, Answer>>()
  const waiting = [...(await pythonsHere())]
  let own: Map<string, Answer> | undefined
  const work = async (): Promise<void> => {
    for (let next; (next = waiting.shift()); ) found.set(next[0], await play('python', next[1]))
  }
  await Promise.all([work(), play('typescript', 'node').then(async (answers) => ((own = answers), work()))])
  const versions = [...new Set([...before.versions, ...found.keys()])].toSorted((one, other) => Number(one.split('.')[1]) - Number(other.split('.')[1]))
  const now = cards.map(({ id }) => {
    const kept = before.cards[id]?.python
    const python = Object.fromEntries(versions.map((version) => [version, found.get(version)?.get(id) ?? (typeof kept === 'object' ? kept[version] : kept)!]))
    const all = new Set(Object.values(python))
    return [id, { typescript: own!.get(id)!, python: all.size === 1 ? [...all][0]! : python }] as const
  })
  await expect(`${JSON.stringify({ versions, cards: Object.fromEntries(now) }, null, 2)}\n`).toMatchFileSnapshot(stored)
})

describe('cards', () => {
  test('there are thirty, each of a lesson that is there', () => {
    expect(cards.length).toBe(30)
    expect(new Set(cards.map(({ id }) => id)).size).toBe(30)
    for (const card of cards) expect(lessons.map(({ id }) => id), card.id).toContain(card.lesson)
  })

  test.each(cards.map((card) => [card.id, card] as const))('%s has four different choices with its answer', (_, card) => {
    for (const language of ['typescript', 'python'] as const) {
      const choices = choicesOf(card, language)
      expect(choices).toContain(answerOf(card, language))
      expect(new Set(choices.map(String)).size).toBe(4)
      expect(choicesOf(card, language)).toEqual(choices)
      const { text, line } = cardProgram(card, language)
      expect(text.split('\n')[line - 1]!.trim()).toBe(card.line[language])
    }
  })

  test('what a batch prints is cut by its marks', () => {
    expect([...readBatch('=== one\n1\n=== two\n=== three\n[1]\n[2]\n')]).toEqual([['one', '1'], ['two', ''], ['three', '[1]\n[2]']])
  })
})
