/** The pages of the engine's names. A chunk of its own, loaded when somebody opens the reference. */
export { pages } from 'virtual:engine-reference'
