/** Which frames wait: rules and conditions, applied to a frame that a process asks for. */
import type { GateMode } from 'multiprocessing/protocol'
import type { FrameFamily, FrameKind } from 'multiprocessing/inspect'
import type { Condition, HoldRule, ScheduleStep } from '../contract/hold.ts'

/** A frame that a process asks for, as far as it is known. */
export interface AskedFrame {
  /** The process as in the trace, and its label. */
  readonly process: string
  readonly label: string
  /** Its number among the frames that the process asked for. */
  readonly hold: number
  readonly connection: string
  readonly end: 'listener' | 'client' | 'pipe'
  readonly index: number
  readonly kind: FrameKind
  readonly family: FrameFamily
  readonly method: string | undefined
  /** Typeids of objects with the ident that it is about: one, but where idents of several servers meet. */
  readonly typeids: readonly string[]
}

export const HOLD_NOTHING: HoldRule = { hold: 'off' }
export const HOLD_REQUESTS: HoldRule = { hold: 'requests' }

export function holds(rule: HoldRule, frame: AskedFrame): boolean {
  switch (rule.hold) {
    case 'off':
      return false
    case 'requests':
      return frame.kind === 'call'
    case 'all':
      return true
    case 'matching':
      return fits(rule.condition, frame)
  }
}

/** Whether a frame fits every list of a condition that has anything in it. */
export function fits({ kinds, methods, typeids, processes }: Condition, frame: AskedFrame): boolean {
  if (isSaid(kinds) && !kinds.includes(frame.kind)) return false
  if (isSaid(methods) && (frame.method === undefined || !methods.includes(frame.method))) return false
  if (isSaid(typeids) && !frame.typeids.some((typeid) => typeids.includes(typeid))) return false
  return !isSaid(processes) || processes.includes(frame.label)
}

/** Which frames have to be asked for, so that a rule can be kept. */
export function modeOf(rule: HoldRule): GateMode {
  switch (rule.hold) {
    case 'off':
      return 'open'
    case 'requests':
      return 'requests'
    case 'all':
      return 'all'
    case 'matching':
      return modeOfCondition(rule.condition)
  }
}

/** Methods are of requests; so are kinds that are a server's function. */
export function modeOfCondition({ kinds, methods, typeids }: Condition): GateMode {
  if (isSaid(methods) || isSaid(typeids)) return 'requests'
  return isSaid(kinds) && kinds.every(isRequestKind) ? 'requests' : 'all'
}

export function modeOfStep({ method }: ScheduleStep): GateMode {
  return method.startsWith('#') || ['challenge', 'answer', 'welcome', 'failure', 'message', 'unreadable'].includes(method) ? 'all' : 'requests'
}

/** The one that asks for more. */
export function wider(one: GateMode, other: GateMode): GateMode {
  if (one === 'all' || other === 'all') return 'all'
  return one === 'open' ? other : one
}

/** The choice that it is to let this frame go. */
export function stepOf(frame: AskedFrame): ScheduleStep {
  return { process: frame.label, method: frame.method ?? frame.kind }
}

export function isSameStep(one: ScheduleStep, other: ScheduleStep): boolean {
  return one.process === other.process && one.method === other.method
}

function isRequestKind(kind: string): boolean {
  return modeOfStep({ process: '', method: kind }) === 'requests'
}

function isSaid(list: readonly string[] | undefined): list is readonly string[] {
  return list !== undefined && list.length > 0
}
