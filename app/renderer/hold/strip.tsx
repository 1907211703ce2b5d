/** The strip over the views while frames are held: how many wait, which are held, and the way out. */
import { attempt } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { CommandButton } from '../layout/command-button.tsx'
import { Menu } from '../layout/menu.tsx'
import { Glyph } from '../traffic/glyphs.tsx'
import { conditionWords, ruleWords, waitingWords } from './facts.ts'
import { asking, endReplay, heldNow, holdState, isHolding, isLive, isReplaying, rule, setRule, until } from './state.ts'
import './hold.css'

export function HoldStrip() {
  if (!isHolding.value) return null
  const state = holdState.value?.schedule
  const waits = heldNow.value.length
  return (
    <section class="hold-strip" aria-label="Holding frames">
      <span class="hold-words">
        <Glyph name="held" />
        {isReplaying.value && state ? (
          <span>
            <b>Replaying.</b> {state.next} of {state.steps.length} have gone.{state.detail ? ` ${state.detail.replaceAll('`', '')}` : ''}
          </span>
        ) : until.value ? (
          <span>
            <b>Holding frames.</b> All go until <span class="mono">{conditionWords(until.value)}</span>.
          </span>
        ) : (
          <span>
            <b>Holding frames.</b> {isLive.value ? waitingWords(waits) : 'From the next run on.'}
          </span>
        )}
      </span>
      <span class="hold-buttons">
        {isReplaying.value ? (
          <button type="button" class="btn sm" onClick={() => attempt(endReplay)}>
            End the replay
          </button>
        ) : (
          <RuleMenu />
        )}
        <CommandButton id="release-all" class="btn sm">
          Release all
        </CommandButton>
        <CommandButton id="hold-frames" class="btn sm">
          Stop holding
        </CommandButton>
      </span>
    </section>
  )
}

function RuleMenu() {
  const present = rule.value
  const item = (label: string, hold: 'requests' | 'all') => ({ label, checked: present.hold === hold, run: () => attempt(() => setRule({ hold })) })
  return (
    <Menu
      class="btn sm rule-menu"
      title={`Which frames are held: ${ruleWords(present)}`}
      align="end"
      items={[
        item('Calls of methods', 'requests'),
        item('Every frame, handshakes and replies too', 'all'),
        { label: 'Only those that fit a condition', checked: present.hold === 'matching', run: () => void (asking.value = true) },
      ]}
    >
      <span class="rule-words">{ruleWords(present)}</span>
      <Icon name="chevron-down" small />
    </Menu>
  )
}
