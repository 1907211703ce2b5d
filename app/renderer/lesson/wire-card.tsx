/** Predict the wire: before a run, how many frames of which kind a line will cause; afterwards both side by side. */
import { useEffect, useState } from 'preact/hooks'
import { SKETCH_DIRECTIONS, SKETCH_KINDS, type SketchKind, type WireSketch } from 'multiprocessing/inspect'
import { textOf } from '../files.ts'
import { Icon } from '../icons.tsx'
import { lesson, run, workspace } from '../store.ts'
import { Glyph, type GlyphName } from '../traffic/glyphs.tsx'
import { select } from '../traffic/state.ts'
import { Inline } from './markdown.tsx'
import { keepSketch, keptSketch, sketch, wireFile, wireResult } from './wire.ts'
import { linesIn, MOST_OF_A_KIND } from './wire-sketch.ts'

const KINDS: Readonly<Record<SketchKind, { readonly words: string; readonly glyph: GlyphName; readonly title: string }>> = {
  handshake: { words: 'handshake', glyph: 'handshake', title: 'Challenge, answer and welcome, in both directions: six for each connection' },
  server: { words: 'server itself', glyph: 'server', title: 'accept_connection, dummy, and other requests that are for no object' },
  create: { words: 'create', glyph: 'create', title: 'A request to make an object' },
  call: { words: 'call', glyph: 'call', title: 'A request to an object: a method by its name' },
  count: { words: 'incref, decref', glyph: 'incref', title: 'Requests that count proxies' },
  answer: { words: '#RETURN', glyph: 'return', title: 'An answer with a result, None included' },
  proxy: { words: '#PROXY', glyph: 'proxy', title: 'An answer that is a reference, not a copy' },
  error: { words: '#ERROR', glyph: 'error', title: 'An answer that is an exception' },
}

export function WireCard() {
  const open = lesson.value
  const file = wireFile.value
  const language = workspace.value?.language
  const kept = keptSketch.value
  const [draft, setDraft] = useState<WireSketch>(sketch.value ?? {})
  const [editing, setEditing] = useState(kept === undefined)
  useEffect(() => {
    setDraft(sketch.peek() ?? {})
    setEditing(kept === undefined)
  }, [open, kept])
  if (!open?.wire || !file || !language) return null
  const lines = linesIn(textOf(file), open.wire.lines[language])
  const result = wireResult.value
  if (lines.length === 0 && !result) return null
  const total = SKETCH_KINDS.reduce((sum, kind) => sum + (draft[kind] ?? 0), 0)
  return (
    <section class="card wire" aria-label="Predict the wire">
      <h3>Predict the wire</h3>
      <pre class="wire-line mono">{lines.map((line) => line.text).join('\n')}</pre>
      {editing ? (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            keepSketch(draft)
          }}
        >
          <p class="wire-ask">
            How many frames of each kind {lines.length === 1 ? 'does this line' : 'do these lines'} cause{open.wire.turns > 1 ? ', each time round' : ' in one process'}?
          </p>
          <ul class="wire-kinds">
            {SKETCH_KINDS.map((kind) => (
              <li key={kind}>
                <label title={KINDS[kind].title}>
                  <Glyph name={KINDS[kind].glyph} />
                  <span class={kind === 'server' || kind === 'handshake' ? '' : 'mono'}>{KINDS[kind].words}</span>
                  <Direction kind={kind} />
                  <input
                    class="input"
                    type="number"
                    min={0}
                    max={MOST_OF_A_KIND}
                    step={1}
                    value={draft[kind] ?? 0}
                    onInput={({ currentTarget }) => setDraft({ ...draft, [kind]: Math.max(0, Math.min(MOST_OF_A_KIND, Math.trunc(Number(currentTarget.value)) || 0)) })}
                  />
                </label>
              </li>
            ))}
          </ul>
          <p class="wire-foot">
            <span class="num">{total === 1 ? '1 frame' : `${total} frames`}</span>
            <button type="submit" class="btn sm">
              {total === 0 ? 'Predict none' : 'Predict'}
            </button>
          </p>
        </form>
      ) : result ? (
        <>
          <table class="wire-table">
            <thead>
              <tr>
                <th scope="col">Frames</th>
                <th scope="col">predicted</th>
                <th scope="col">{result.process ? `in ${result.process}` : 'came'}</th>
              </tr>
            </thead>
            <tbody>
              {result.score.rows.map(({ kind, predicted, actual }) => (
                <tr key={kind} class={predicted === actual ? '' : 'off'}>
                  <th scope="row">
                    <span class="wire-kind">
                      <Glyph name={KINDS[kind].glyph} />
                      {KINDS[kind].words}
                      {predicted !== actual && <span class="hidden-text">, not as predicted</span>}
                    </span>
                  </th>
                  <td class="num">{predicted}</td>
                  <td class="num">{actual}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p class="wire-gap selectable">
            <Inline text={result.score.sentence} />{' '}
            {result.frames[0] && (
              <button type="button" class="ref" title="Select the first of them" onClick={() => select(result.frames[0]!.number)}>
                frame {result.frames[0].number}
              </button>
            )}
          </p>
          <Again />
        </>
      ) : (
        <>
          <p class="wire-gap">
            You predict {total === 0 ? 'no frame' : total === 1 ? '1 frame' : `${total} frames`}. {run.value ? 'These lines were not in the last run: run again.' : 'Run, and see.'}
          </p>
          <Again />
        </>
      )}
    </section>
  )
}

function Again() {
  return (
    <p class="wire-foot">
      <span />
      <button type="button" class="btn ghost sm" onClick={() => keepSketch(null)}>
        Predict again
      </button>
    </p>
  )
}

function Direction({ kind }: { kind: SketchKind }) {
  const direction = SKETCH_DIRECTIONS[kind]
  return (
    <span class="wire-way">
      {direction !== 'to the server' && <Icon name="arrow-left" small />}
      {direction !== 'from the server' && <Icon name="arrow-right" small />}
      <span class="hidden-text">{direction}</span>
    </span>
  )
}
