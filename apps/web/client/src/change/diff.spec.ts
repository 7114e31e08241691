/** @jest-environment node */
import { filesOfDiff, linesOfPatch } from './diff.parse.ts';

const diff = `diff --git a/pkg/auth.go b/pkg/auth.go
index 1111111..2222222 100644
--- a/pkg/auth.go
+++ b/pkg/auth.go
@@ -61,2 +61,4 @@ func guard() {
-\tif attrs.IsResourceRequest() { return next(ctx, attrs) }
+\tif extra := user.GetExtra(); isPrivileged(extra) {
+\t\treturn deny(ctx)
+\t}
 \treturn next(ctx, attrs)
diff --git a/docs/new page.md b/docs/new page.md
new file mode 100644
--- /dev/null
+++ b/docs/new page.md
@@ -0,0 +1 @@
+# New
\\ No newline at end of file
diff --git a/old.bin b/old.bin
deleted file mode 100644
Binary files a/old.bin and /dev/null differ
diff --git a/a.ts b/b.ts
similarity index 100%
rename from a.ts
rename to b.ts
`;

describe('a diff', () => {
  const files = filesOfDiff(diff);

  it('falls into its files', () => {
    expect(files.map(({ path, from, state, added, removed }) => [path, from, state, added, removed])).toEqual(
      [
        ['pkg/auth.go', null, 'changed', 3, 1],
        ['docs/new page.md', null, 'new', 1, 0],
        ['old.bin', null, 'deleted', 0, 0],
        ['b.ts', 'a.ts', 'renamed', 0, 0],
      ],
    );
  });

  it('numbers lines as they stand in their file', () => {
    expect(files[0]!.lines.map(({ kind, number }) => [kind, number])).toEqual([
      ['hunk', null],
      ['removed', 61],
      ['added', 61],
      ['added', 62],
      ['added', 63],
      ['same', 64],
    ]);
  });

  it('is nothing where there is nothing', () => expect(filesOfDiff('')).toEqual([]));

  it('may be a bare patch', () =>
    expect(linesOfPatch('@@ -1 +1 @@\n-a\n+b').map(({ text }) => text)).toEqual(['', 'a', 'b']));
});
