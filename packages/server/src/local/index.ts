export { answerLocally, type LocalRoute } from './answer-locally.ts';
