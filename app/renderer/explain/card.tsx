/** A diagnosis: what happened, why, how to fix it; each claim points at its frame or line by a number. */
import { useEffect, useRef } from 'preact/hooks'
import { diagnosisText, sameMark, type Change, type Diagnosis, type Paragraph, type Piece } from 'multiprocessing/inspect'
import { Question } from '../breaking/cause.tsx'
import { unnamed, type Broken } from '../breaking/state.ts'
import { attempt } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { openSource, showToast, sourceLabel } from '../store.ts'
import { Glyph } from '../traffic/glyphs.tsx'
import { SourceRef } from '../traffic/source-ref.tsx'
import { Comparison, goodHandshakeFor } from './comparison.tsx'
import { DiagnosisList } from './list.tsx'
import { NumberMark } from './number-mark.tsx'
import { closeExplanation, comparing, diagnoses, explain, explainRun, goToMark, isOpen, listOpen, marks, shown } from './state.ts'
import './explain.css'

export function Explanation() {
  if (!isOpen.value) return null
  const diagnosis = shown.value
  const first = diagnosis && unnamed(diagnosis)
  if (first && !listOpen.value) return <NameFirst broken={first} />
  return listOpen.value || !diagnosis ? <DiagnosisList /> : <Card key={diagnosis.key} diagnosis={diagnosis} />
}

/** It was broken on purpose: the person names the cause before it is told. */
function NameFirst({ broken }: { broken: Broken }) {
  return (
    <section class="dx" aria-label="Diagnosis">
      <div class="dxh">
        <Glyph name="error" />
        <h2>Name the cause first</h2>
        <div class="dxt">
          <button type="button" class="iconbtn" aria-label="Close" title="Close (Esc)" onClick={closeExplanation}>
            <Icon name="close" />
          </button>
        </div>
        <span class="muted">The explanation follows.</span>
      </div>
      <Question key={broken.fault.number} broken={broken} />
    </section>
  )
}

function Card({ diagnosis }: { diagnosis: Diagnosis }) {
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => body.current?.scrollTo({ top: 0 }), [diagnosis.key])
  const { title, error, happened, why, fix, change, at } = diagnosis
  const label = sourceLabel(at)
  const good = diagnosis.comparable ? goodHandshakeFor(diagnosis) : undefined
  return (
    <section class="dx" aria-label={`Diagnosis: ${title}`}>
      <div class="dxh">
        <Glyph name={diagnosis.weight === 'surprise' ? 'lost' : 'error'} />
        <h2>{title}</h2>
        <div class="dxt">
          <Others diagnosis={diagnosis} />
          <button type="button" class="iconbtn" aria-label="Copy diagnosis" title="Copy as text" onClick={() => attempt(() => copy(diagnosis))}>
            <Icon name="copy" />
          </button>
          <button type="button" class="iconbtn" aria-label="Close" title="Close (Esc)" onClick={closeExplanation}>
            <Icon name="close" />
          </button>
        </div>
        {error && (
          <span class="mono selectable" title={error}>
            {error}
          </span>
        )}
      </div>
      <div class="dx-scroll" ref={body} tabIndex={0} role="group" aria-label="Explanation">
        <div class="dxb">
          <h3>What happened</h3>
          <Words paragraphs={happened} />
          <h3>Why</h3>
          <Words paragraphs={why} />
          <h3>How to fix it</h3>
          <div>
            <Words paragraphs={fix} />
            {change && <Lines change={change} />}
          </div>
        </div>
        {comparing.value && good && <Comparison diagnosis={diagnosis} good={good} />}
        <div class="dxf">
          {label !== null && at && (
            <button type="button" class="btn primary" onClick={() => openSource(at.file, at.line, at.column)}>
              <Icon name="go-to-file" small />
              Go to {label}
            </button>
          )}
          {good && (
            <button type="button" class="btn" aria-pressed={comparing.value} onClick={() => (comparing.value = !comparing.peek())}>
              <Glyph name="handshake" />
              Compare with a good handshake
            </button>
          )}
        </div>
        <p class="seen">
          <Pieces paragraph={diagnosis.matchedOn} />.{diagnosis.related && <Related diagnosis={diagnosis} />}
          {diagnosis.note && ` ${diagnosis.note}`}
        </p>
      </div>
    </section>
  )
}

/** Where there are several: which one this is, and the way to the others. */
function Others({ diagnosis }: { diagnosis: Diagnosis }) {
  const all = diagnoses.value
  if (all.length < 2) return null
  const index = all.indexOf(diagnosis)
  const go = (by: number) => explain(all[(index + by + all.length) % all.length] ?? diagnosis)
  return (
    <span class="dxo num">
      <button type="button" class="iconbtn" aria-label="Previous diagnosis" title="Previous" onClick={() => go(-1)}>
        <Icon name="arrow-left" small />
      </button>
      <button type="button" class="btn ghost sm" title="All causes of this run" onClick={explainRun}>
        {index + 1} of {all.length}
      </button>
      <button type="button" class="iconbtn" aria-label="Next diagnosis" title="Next" onClick={() => go(1)}>
        <Icon name="arrow-right" small />
      </button>
    </span>
  )
}

function Words({ paragraphs }: { paragraphs: readonly Paragraph[] }) {
  return (
    <div class="selectable">
      {paragraphs.map((paragraph, index) => (
        <p key={index}>
          <Pieces paragraph={paragraph} />
        </p>
      ))}
    </div>
  )
}

function Pieces({ paragraph }: { paragraph: Paragraph }) {
  return (
    <>
      {paragraph.map((piece, index) => (
        <PieceView key={index} piece={piece} />
      ))}
    </>
  )
}

function PieceView({ piece }: { piece: Piece }) {
  switch (piece.kind) {
    case 'text':
      return <>{piece.text}</>
    case 'code':
      return <span class="code">{piece.text}</span>
    case 'process':
      return <>{piece.words}</>
    case 'frame': {
      const number = marks.value.findIndex((mark) => sameMark(mark, piece)) + 1
      return (
        <button type="button" class="nb-button" aria-label={`Mark ${number}: frame ${piece.frame.number}`} title={`Frame ${piece.frame.number}`} onClick={() => goToMark(piece)}>
          <NumberMark number={number} />
        </button>
      )
    }
    case 'line': {
      const number = marks.value.findIndex((mark) => sameMark(mark, piece)) + 1
      return (
        <span class="nw">
          <NumberMark number={number} />
          <span class="hidden-text">mark {number}, </span> <SourceRef at={piece.at} words="" />
        </span>
      )
    }
  }
}

/** The program's own lines, as they are and as they might be. */
function Lines({ change }: { change: Change }) {
  return (
    <div class="df mono" role="group" aria-label={`Lines of ${change.file} to change`}>
      <div class="fh">{change.file}</div>
      <div class="df-lines selectable" tabIndex={0}>
        {change.lines.map(({ sign, line, text }, index) => (
          <div key={index} class={sign === '+' ? 'dl add' : 'dl del'}>
            <span>{line}</span>
            <span>
              <span aria-hidden="true">{sign === '+' ? '+' : '−'}</span>
              <span class="hidden-text">{sign === '+' ? 'add ' : 'remove '}</span>
            </span>
            {text.trim()}
          </div>
        ))}
      </div>
    </div>
  )
}

/** Same words, other cause: goes there, if that cause is in this run too. */
function Related({ diagnosis }: { diagnosis: Diagnosis }) {
  const { related } = diagnosis
  if (!related) return null
  const other = diagnoses.value.find(({ id }) => id === related.id)
  return (
    <>
      {' '}
      Same words, other cause:{' '}
      {other ? (
        <button type="button" class="link" onClick={() => explain(other)}>
          {related.words}
        </button>
      ) : (
        related.words
      )}
      .
    </>
  )
}

async function copy(diagnosis: Diagnosis): Promise<void> {
  await navigator.clipboard.writeText(diagnosisText(diagnosis))
  showToast('The diagnosis is copied as text.')
}
