/** The fault deck: eight cards to drag onto a process or a connection, or to play by menu and keyboard. */
import type { RunFault } from 'multiprocessing/inspect'
import { whenWords } from '../../director/fault-words.ts'
import { attempt } from '../commands.ts'
import { isLive } from '../hold/state.ts'
import { Icon } from '../icons.tsx'
import { Menu, type MenuItem } from '../layout/menu.tsx'
import { exactTime } from '../traffic/format.ts'
import { nameOf } from '../traffic/processes.ts'
import { select } from '../traffic/state.ts'
import { cardOf, FAULT_CARDS, type FaultCard } from './cards.ts'
import { deckOpen, disarm, dragged, faults, ordered, play, score, targetsOf, withdraw } from './state.ts'
import './breaking.css'

export function Deck() {
  const named = score.value
  return (
    <section class="deck" aria-label="Break it">
      <div class="director-head">
        <div>
          <h2>Break it</h2>
          <p>
            {isLive.value
              ? 'Drag a card onto a process, or press it and choose one. The process is real.'
              : 'Nothing runs now. What you choose is broken in the next run.'}
          </p>
        </div>
        <span class="director-tools">
          {named && (
            <span class="muted num">
              {named.right} of {named.of} {named.of === 1 ? 'cause' : 'causes'} named right
            </span>
          )}
          <button type="button" class="iconbtn" aria-label="Close the faults" title="Close (Esc)" onClick={() => void (deckOpen.value = false)}>
            <Icon name="close" />
          </button>
        </span>
      </div>
      <ul class="fault-cards">
        {FAULT_CARDS.map((card) => (
          <li key={card.fault}>
            <FaultCardView card={card} />
          </li>
        ))}
      </ul>
      <Orders />
    </section>
  )
}

function FaultCardView({ card }: { card: FaultCard }) {
  const mine = faults.value.filter(({ fault }) => fault === card.fault)
  const armed = mine.filter(({ state }) => state === 'armed')
  const done = mine.filter(({ state }) => state === 'done').length
  const items = itemsFor(card)
  const state = armed.length > 0 ? 'armed' : done > 0 ? 'done' : 'ready'
  return (
    <div
      class={`fault-card ${state}${dragged.value === card.fault ? ' dragging' : ''}`}
      draggable={items.length > 0}
      onDragStart={(event) => {
        event.dataTransfer?.setData('text/plain', card.title)
        if (event.dataTransfer) event.dataTransfer.effectAllowed = 'copy'
        dragged.value = card.fault
      }}
      onDragEnd={() => void (dragged.value = null)}
    >
      <Menu class="card fault-button" title={card.words} up items={items.length > 0 ? items : [{ label: 'There is nothing to do it to', disabled: 'No process that it fits runs', run: () => {} }]}>
        <span class="fault-title">
          <Icon name={card.icon} small />
          <b>{card.title}</b>
        </span>
        <span class="fault-words">
          {state !== 'ready' && <b class={`fault-state ${state}`}>{state === 'armed' ? 'Armed. ' : done === 1 ? 'Done. ' : `Done ${done} times. `}</b>}
          {armed[0] ? whenWords(armed[0].fault, armed[0].target) : card.words}
        </span>
      </Menu>
    </div>
  )
}

function itemsFor(card: FaultCard): MenuItem[] {
  const items = targetsOf(card.fault).map((target) => ({ label: target.label, detail: target.detail, run: () => attempt(() => play(card.fault, target)) }))
  if (card.fault !== 'freeze' || !isLive.value) return items
  const frozen = targetsOf('thaw')
  return [
    ...items.filter(({ label }) => !frozen.some((one) => one.label === label)),
    ...frozen.map((target) => ({ label: `Thaw ${target.label}`, detail: 'goes on', run: () => attempt(() => play('thaw', target)) })),
  ]
}

/** What waits for its moment, and what was done. */
function Orders() {
  const all = faults.value
  const next = ordered.value
  if (all.length === 0 && next.length === 0) return null
  return (
    <ul class="orders" aria-label="Faults of this run">
      {next.map((order) => (
        <li key={`${order.fault} ${order.target}`}>
          <span class="order-state armed">armed</span>
          <span class="order-words">
            {cardOf(order.fault).title}, {order.target}. In the next run.
          </span>
          <button type="button" class="btn ghost sm" onClick={() => withdraw(order)}>
            Call off
          </button>
        </li>
      ))}
      {all.toReversed().map((fault) => (
        <Order key={fault.number} fault={fault} state={fault.state} />
      ))}
    </ul>
  )
}

function Order({ fault, state }: { fault: RunFault; state: RunFault['state'] }) {
  const { frame, on } = fault
  const words = state === 'armed' ? `${cardOf(fault.fault).title}, ${fault.target}. ${whenWords(fault.fault, fault.target)}` : (fault.detail ?? cardOf(fault.fault).title)
  return (
    <li>
      <span class={`order-state ${state}`}>{state === 'failed' ? 'not done' : state}</span>
      <span class="order-words" title={on === undefined ? words : `${words} ${nameOf(on)}`}>
        {words}
      </span>
      {frame && (
        <button type="button" class="ref" onClick={() => select(frame.number)}>
          frame {frame.number}
        </button>
      )}
      {state === 'armed' ? (
        <button type="button" class="btn ghost sm" onClick={() => attempt(() => disarm(fault))}>
          Call off
        </button>
      ) : (
        <span class="muted num">{exactTime(fault.endedAt ?? 0)}</span>
      )}
    </li>
  )
}
