/** Of this runner, as it registers. */
export const VERSION = '0.1.0';
