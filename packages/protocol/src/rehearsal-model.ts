/** The model that stands in where no other can be called. Beside the rest, for threads that load no more than they need. */
export const REHEARSAL = 'tutti/rehearsal';
