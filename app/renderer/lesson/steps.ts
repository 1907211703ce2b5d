/**
 * A lesson's words, cut into steps.
 *
 * `## Phase: Title` begins a step. A block quote is the step's task: it stands in the *Your turn* box.
 */
import { PHASES, type Phase } from 'managerie-lessons/schema'

export interface Step {
  readonly phase: Phase
  readonly title: string
  /** Markdown. */
  readonly text: string
  /** Markdown of the task, where the step has one. */
  readonly turn: string | undefined
}

/** @throws Error that names the heading, when it has no phase */
export function readSteps(markdown: string): Step[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [heading = '', ...lines] = part.split('\n')
      const [name = '', ...rest] = heading.split(':')
      const phase = PHASES.find((one) => one === name.trim())
      if (!phase) throw new Error(`a step’s heading begins with one of ${PHASES.join(', ')} and a colon, got “${heading}”`)
      const task = lines.filter((line) => line.startsWith('>')).map((line) => line.replace(/^> ?/, ''))
      return {
        phase,
        title: rest.join(':').trim() || phase,
        text: lines
          .filter((line) => !line.startsWith('>'))
          .join('\n')
          .trim(),
        turn: task.length > 0 ? task.join('\n').trim() : undefined,
      }
    })
}
