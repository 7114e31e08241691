/** The version of the deciders, kept in every commit. It rises when the same command on the same history would decide otherwise. */
export const ENGINE_VERSION = '4';
