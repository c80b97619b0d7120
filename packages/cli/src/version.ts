/** Of this command; a server may be of another. */
export const VERSION = '0.0.0';
