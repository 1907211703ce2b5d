/** Takes a docstring apart: words, `@param`, `@returns`, `@throws`. */
import type { Docstring } from './shape.ts'

/** @param comment from `/**` to its end; anything else is a docstring without words */
export function readDocstring(comment: string): Docstring {
  const inside = /\/\*\*([^]*?)\*\//.exec(comment)?.[1] ?? ''
  const text = inside.replace(/^\s*\* ?/gm, '').trim()
  const [words = '', ...tags] = text.split(/(?:^|\s)@(?=(?:param|returns|throws)\b)/)
  const doc = { text: joined(words), params: [] as { name: string; text: string }[], returns: undefined as string | undefined, throws: [] as string[] }
  for (const tag of tags) {
    const [, kind = '', said = ''] = /^(\w+)\s+([^]*)$/.exec(tag) ?? []
    switch (kind) {
      case 'param': {
        const [, name = '', what = ''] = /^([\w.]+)\s*([^]*)$/.exec(said) ?? []
        doc.params.push({ name, text: joined(what) })
        break
      }
      case 'returns':
        doc.returns = joined(said)
        break
      default:
        doc.throws.push(joined(said))
    }
  }
  return doc
}

/** Lines of one paragraph as one line; paragraphs stay apart. */
function joined(text: string): string {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}
