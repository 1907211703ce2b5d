/** The marks at the ends of lines: over the editor, at its right edge, moving with its lines. */
import { NumberMark } from '../explain/number-mark.tsx'
import { ErrorMark } from '../layout/marks.tsx'
import { run } from '../store.ts'
import { Glyph } from '../traffic/glyphs.tsx'
import { select } from '../traffic/state.ts'
import type { CodeEditor } from './code-editor.ts'
import type { LineMark } from './line-marks.ts'

interface Props {
  readonly editor: CodeEditor
  readonly marks: readonly LineMark[]
}

export function Marks({ editor, marks }: Props) {
  void editor.moved.value
  const placed = marks.flatMap((mark) => {
    const top = editor.topOf(mark.line)
    return top === undefined ? [] : [{ mark, top, text: fitting(mark, editor.roomAfter(mark.line)) }]
  })
  if (placed.length === 0) return null
  return (
    <div class="marks" role="group" aria-label="What the lines cost in this run">
      {placed.map(({ mark, top, text }) => (
        <button
          key={`${mark.line} ${mark.text}`}
          type="button"
          class={mark.sign === 'error' ? 'mk e' : mark.sign === 'held' ? 'mk h' : 'mk'}
          style={{ top: `${top + 1}px` }}
          aria-disabled={mark.frame === undefined}
          aria-label={`${mark.number === undefined ? '' : `Mark ${mark.number}. `}Line ${mark.line}: ${mark.text}`}
          title={mark.frame === undefined ? mark.text : `${mark.text}. Show frame ${mark.frame}`}
          onClick={() => {
            if (mark.frame !== undefined && run.peek()) select(mark.frame)
          }}
        >
          {mark.number === undefined ? <Sign sign={mark.sign} /> : <NumberMark number={mark.number} />}
          {text}
        </button>
      ))}
    </div>
  )
}

/** As many of a mark's words as there is room for. */
function fitting(mark: LineMark, room: number): string {
  return [mark.text, ...(mark.fewer ?? [])].find((text) => room > width(mark, text)) ?? mark.short
}

/** A time counts as if it were this one: a mark does not change its words because it took a little longer. */
const ANY_TIME = '0.00 ms'

/** About how wide a mark is with these words, its distance to the edge and to the code included. */
function width(mark: LineMark, text: string): number {
  return 40 + text.replace(/[\d.]+ (?:µs|ms|s)\b/, ANY_TIME).length * 6 + (mark.sign || mark.number !== undefined ? 17 : 0)
}

/** The frame glyphs of `create`, `#PROXY` and of a held frame, at 12 px. */
function Sign({ sign }: { sign: LineMark['sign'] }) {
  switch (sign) {
    case 'error':
      return <ErrorMark size={12} />
    case 'created':
      return (
        <svg class="gl" viewBox="0 0 16 16" aria-hidden="true">
          <rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2.4" fill="currentColor" />
          <path d="M8 5v6M5 8h6" stroke="var(--surface)" stroke-width="1.7" stroke-linecap="round" />
        </svg>
      )
    case 'proxy':
      return (
        <svg class="gl" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M8 1.9 14.1 8 8 14.1 1.9 8z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" />
          <circle cx="8" cy="8" r="1.9" fill="currentColor" />
        </svg>
      )
    case 'held':
      return <Glyph name="held" />
    case undefined:
      return null
  }
}
