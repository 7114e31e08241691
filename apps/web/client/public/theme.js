// Before the first paint, so that a pinned theme does not flash; a file of its own, because no script is inline here.
try {
  const theme = localStorage.getItem('headrace.theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
} catch {
  // no storage: the system's theme
}
