// Checks an exported audit log with the libraries of Certificate Transparency and the Go checksum database, which share no code with
// Consilium: signature and text of the checkpoint, its root over all entries, a proof that each entry is in it, and that every
// shorter log is a beginning of it.
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if err := check(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(folder string) error {
	key, err := os.ReadFile(filepath.Join(folder, "key.vkey"))
	if err != nil {
		return err
	}
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	if err != nil {
		return fmt.Errorf("key: %w", err)
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 3 || lines[0] != verifier.Name() {
		return fmt.Errorf("checkpoint: of %q", lines[0])
	}
	size, err := strconv.ParseUint(lines[1], 10, 63)
	if err != nil {
		return fmt.Errorf("size: %w", err)
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil {
		return fmt.Errorf("root: %w", err)
	}

	entries, err := readEntries(filepath.Join(folder, "entries.jsonl"))
	if err != nil {
		return err
	}
	if uint64(len(entries)) < size {
		return fmt.Errorf("%d entries, and a checkpoint over %d", len(entries), size)
	}

	// The tree is kept by tlog, which is one implementation; proofs are checked by merkle, which is another.
	var hashes tlogHashes
	roots := make([]tlog.Hash, 0, size+1)
	for i := uint64(0); i <= size; i++ {
		head, err := tlog.TreeHash(int64(i), &hashes)
		if err != nil {
			return err
		}
		roots = append(roots, head)
		if i == size {
			break
		}
		stored, err := tlog.StoredHashes(int64(i), entries[i], &hashes)
		if err != nil {
			return err
		}
		hashes = append(hashes, stored...)
	}
	hasher := rfc6962.DefaultHasher
	for i := uint64(0); i < size; i++ {
		inclusion, err := tlog.ProveRecord(int64(size), int64(i), &hashes)
		if err != nil {
			return err
		}
		if err := proof.VerifyInclusion(hasher, i, size, hasher.HashLeaf(entries[i]), bytesOf(inclusion), root); err != nil {
			return fmt.Errorf("entry %d: %w", i+1, err)
		}
		if i == 0 {
			continue
		}
		consistency, err := tlog.ProveTree(int64(size), int64(i), &hashes)
		if err != nil {
			return err
		}
		if err := proof.VerifyConsistency(hasher, i, size, bytesOf(consistency), roots[i][:], root); err != nil {
			return fmt.Errorf("the first %d entries: %w", i, err)
		}
	}
	fmt.Printf("%s: %d entries, signature, root, %d inclusions and %d consistencies hold\n", lines[0], size, size, max(size, 1)-1)
	return nil
}

func readEntries(path string) ([][]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var entries [][]byte
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		entries = append(entries, append([]byte(nil), scanner.Bytes()...))
	}
	return entries, scanner.Err()
}

type tlogHashes []tlog.Hash

func (h *tlogHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		out[i] = (*h)[index]
	}
	return out, nil
}

func bytesOf(hashes []tlog.Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i := range hashes {
		out[i] = hashes[i][:]
	}
	return out
}
