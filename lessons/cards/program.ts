/** Cards as programs that can be run: one card by itself, or all of them one after the other. */
import type { Card } from './cards.ts'

export type CardLanguage = 'typescript' | 'python'

/** Name of the file that a card is run as, without ending. */
export const CARD_FILE = 'card'

/** What the lines of cards may use. */
const HEADS = {
  python: `import sys
from multiprocessing import Manager, Process, get_context


def add(birds):
    birds.append('owl')


def say_main():
    print(__name__ == '__main__')


def leave_with_3():
    sys.exit(3)


def run_in_child(target, *args):
    child = Process(target=target, args=args)
    child.start()
    child.join()


`,
  typescript: `import { Manager, Process, isMainProcess } from 'multiprocessing'

export async function add(birds: any) {
  if (Array.isArray(birds)) birds.push('owl')
  else await birds.append('owl')
}

export function sayMain() {
  console.log(isMainProcess())
}

export function leaveWith3() {
  process.exit(3)
}

async function runInChild(target: any, ...args: unknown[]) {
  const child = new Process({ target, args })
  await child.start()
  await child.join()
}

`,
}

const MAINS = {
  python: { open: "if __name__ == '__main__':\n    manager = Manager()\n", close: '    manager.shutdown()\n' },
  typescript: { open: 'if (isMainProcess()) {\n  const manager = await Manager()\n', close: '  await manager.shutdown()\n}\n' },
}
const INDENT = { python: '    ', typescript: '  ' }

/** The lines that a reader of the card sees. */
export function shownLines(card: Card, language: CardLanguage): readonly string[] {
  return [...card.setup[language], card.line[language]]
}

export interface CardProgram {
  readonly text: string
  /** The line in question, from 1. */
  readonly line: number
}

/** One card as a whole program. */
export function cardProgram(card: Card, language: CardLanguage): CardProgram {
  const { open, close } = MAINS[language]
  const body = shownLines(card, language).map((line) => `${INDENT[language]}${line}\n`)
  const before = HEADS[language] + open + body.slice(0, -1).join('')
  return { text: before + body.at(-1)! + close, line: before.split('\n').length }
}

/** Begins the line that a batch prints before a card. */
export const BATCH_MARK = '=== '

export interface CardBatch {
  readonly text: string
  /** The line in question of each card, from 1, by its id. */
  readonly lines: ReadonlyMap<string, number>
}

/** All cards as one program: each with a manager of its own, after a line that says which. */
export function batchProgram(cards: readonly Card[], language: CardLanguage): CardBatch {
  const lines = new Map<string, number>()
  let text = HEADS[language]
  const name = (card: Card): string => `card_${card.id.replaceAll('-', '_')}`
  for (const card of cards) {
    text += language === 'python' ? `def ${name(card)}(manager):\n` : `async function ${name(card)}(manager: any) {\n`
    const body = shownLines(card, language).map((line) => `${INDENT[language]}${line}\n`)
    text += body.slice(0, -1).join('')
    lines.set(card.id, text.split('\n').length)
    text += `${body.at(-1)!}${language === 'python' ? '\n\n' : '}\n\n'}`
  }
  const all = cards.map((card) => `['${card.id}', ${name(card)}]`).join(', ')
  text +=
    language === 'python'
      ? `if __name__ == '__main__':
    for card, play in [${all}]:
        print('${BATCH_MARK}' + card, flush=True)
        manager = Manager()
        play(manager)
        sys.stdout.flush()
        manager.shutdown()
`
      : `if (isMainProcess()) {
  for (const [card, play] of [${all}] as [string, (manager: any) => Promise<void>][]) {
    console.log('${BATCH_MARK}' + card)
    const manager = await Manager()
    await play(manager)
    await manager.shutdown()
  }
}
`
  return { text, lines }
}

/** What was printed between the marks of a batch, by card, without the last line's end. */
export function readBatch(printed: string): ReadonlyMap<string, string> {
  const parts = printed.split(new RegExp(`^${BATCH_MARK}`, 'm')).slice(1)
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n')
      return [part.slice(0, end), part.slice(end + 1).trimEnd()]
    }),
  )
}
