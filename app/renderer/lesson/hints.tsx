/** Three tiers of hints, each opening after the one before. None costs anything. */
import { Icon } from '../icons.tsx'
import { blockedReason } from '../commands.ts'
import { lesson, workspace } from '../store.ts'
import { Inline } from './markdown.tsx'
import { hintsOpen } from './place.ts'

const TIERS = ['A question', 'Where', 'The code'] as const

export function Hints() {
  const hints = lesson.value?.hints
  const language = workspace.value?.language ?? 'typescript'
  if (!hints) return null
  const open = hintsOpen.value
  return (
    <section aria-label="Hints" class="hint-section">
      <h2 class="sech">Hints</h2>
      <div class="hintrow">
        {TIERS.map((title, tier) => (
          <button
            key={title}
            type="button"
            class={tier <= open ? 'hint' : 'hint locked'}
            aria-expanded={tier < open}
            aria-disabled={tier > open}
            title={tier > open ? `Opens after “${TIERS[tier - 1]}”.` : tier === open ? (blockedReason('next-hint') ?? 'Open this hint (Alt H)') : 'Close this hint'}
            onClick={() => {
              if (tier === open) hintsOpen.value = tier + 1
              else if (tier < open) hintsOpen.value = tier
            }}
          >
            {tier === open && <Icon name="lightbulb" small />}
            {title}
          </button>
        ))}
      </div>
      <div class="hint-texts selectable" aria-live="polite">
        {open > 0 && <Inline class="hint-text" text={hints.question} />}
        {open > 1 && <Inline class="hint-text" text={hints.where} />}
        {open > 2 && <pre class="hint-code mono">{hints.code[language]}</pre>}
      </div>
    </section>
  )
}
