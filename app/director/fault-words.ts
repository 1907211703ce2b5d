/** Faults in words, and what they need. */
import type { Fault } from 'multiprocessing/protocol'

/** When a fault that was armed will happen. */
export function whenWords(fault: Fault, label: string): string {
  switch (fault) {
    case 'kill':
    case 'freeze':
    case 'thaw':
      return `As soon as ${label} runs.`
    case 'drop reply':
      return `At the next reply to a call of ${label}.`
    case 'delay digest':
    case 'wrong key':
      return `At the next handshake of ${label}.`
    case 'port taken':
      return `When ${label} starts.`
    case 'restart':
      return 'At once.'
    case 'interrupt':
      return `At the next call of ${label}.`
  }
}

/** Whether it is done to a frame, which has to be asked for. */
export function needsFrames(fault: Fault): boolean {
  switch (fault) {
    case 'drop reply':
    case 'delay digest':
    case 'wrong key':
    case 'interrupt':
      return true
    case 'kill':
    case 'freeze':
    case 'thaw':
    case 'port taken':
    case 'restart':
      return false
  }
}

/** Whether it is for a program of the run, rather than for any process. */
export function isForPrograms(fault: Fault): boolean {
  return fault === 'port taken' || fault === 'restart'
}
