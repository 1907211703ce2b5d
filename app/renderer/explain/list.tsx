/** All causes of a run, where there are several. */
import { Icon } from '../icons.tsx'
import { sourceLabel } from '../store.ts'
import { Glyph } from '../traffic/glyphs.tsx'
import { closeExplanation, diagnoses, explain } from './state.ts'

export function DiagnosisList() {
  const all = diagnoses.value
  return (
    <section class="dx dx-list" aria-label="What went wrong">
      <div class="dxh">
        <h2>{all.length === 1 ? 'One cause was found' : `${all.length} causes were found`}</h2>
        <button type="button" class="iconbtn" aria-label="Close" title="Close (Esc)" onClick={closeExplanation}>
          <Icon name="close" />
        </button>
      </div>
      <ul class="dx-scroll dxl">
        {all.map((one) => (
          <li key={one.key}>
            <button type="button" onClick={() => explain(one)}>
              <Glyph name={one.weight === 'surprise' ? 'lost' : 'error'} />
              <span class="dxl-title">{one.title}</span>
              <span class="muted">{[one.frame ? `frame ${one.frame.number}` : '', sourceLabel(one.at) ?? ''].filter(Boolean).join(' · ')}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
