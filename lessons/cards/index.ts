/** Interview cards: door `managerie-lessons/cards`. */
export { cards, type Card } from './cards.ts'
export { ANSWERED_VERSIONS, answerOf, answersByVersion, choicesOf, type Answer } from './answers.ts'
export { batchProgram, CARD_FILE, cardProgram, readBatch, shownLines, type CardLanguage } from './program.ts'
