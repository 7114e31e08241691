// Style sheets mean nothing under jsdom.
export default {};
