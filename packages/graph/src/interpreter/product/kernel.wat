;; The product of two packed matrices of doubles, shared by threads. `npm run generate:kernel` makes `kernel.gen.ts` of it.
;;
;; A is packed by panels of 2 rows and B by panels of 8 columns; each panel runs along the depth: for every depth the 2 (or
;; 8) values side by side. C is row-major, with 8 * columnPanels values a row. C is cut into tiles of 16 row panels by 8
;; column panels; the threads take one tile after another until none is left, and every tile is summed by one thread in
;; one order, so that the number of threads changes no bit.
;;
;; The head of the memory, in bytes (all i32):
;;    0 generation  counts the jobs that were opened; idle threads wait for it to change
;;    4 next        the next tile to take; closed jobs have a number here that is beyond all tiles
;;    8 active      threads that may be reading the job
;;   12 left        tiles that are not finished
;;   16 tiles  20 a  24 b  28 c  32 rowPanels  36 columnPanels  40 depth  44 rowTiles
(module
  (import "env" "memory" (memory 1 65536 shared))
  (global $closed i32 (i32.const 0x40000000))
  (global $tileRowPanels i32 (i32.const 16))
  (global $tileColumnPanels i32 (i32.const 8))
  ;; The panels' parts of this depth stay in the first cache: 256 * (2 + 8) * 8 bytes.
  (global $depthStep i32 (i32.const 256))

  ;; C[2, 8] = (or += where $keep) A[2, depth] * B[depth, 8]. Sixteen sums stay in registers; more unrolling is slower in V8.
  (func $multiply
    (param $a i32) (param $b i32) (param $c i32) (param $cRow i32) (param $depth i32) (param $keep i32)
    (local $c1 i32) (local $x v128)
    (local $b0 v128) (local $b1 v128) (local $b2 v128) (local $b3 v128)
    (local $s00 v128) (local $s01 v128) (local $s02 v128) (local $s03 v128)
    (local $s10 v128) (local $s11 v128) (local $s12 v128) (local $s13 v128)
    (local.set $c1 (i32.add (local.get $c) (local.get $cRow)))
    (if (local.get $keep)
      (then
        (local.set $s00 (v128.load (local.get $c)))
        (local.set $s01 (v128.load offset=16 (local.get $c)))
        (local.set $s02 (v128.load offset=32 (local.get $c)))
        (local.set $s03 (v128.load offset=48 (local.get $c)))
        (local.set $s10 (v128.load (local.get $c1)))
        (local.set $s11 (v128.load offset=16 (local.get $c1)))
        (local.set $s12 (v128.load offset=32 (local.get $c1)))
        (local.set $s13 (v128.load offset=48 (local.get $c1)))))
    (loop $next
      (local.set $b0 (v128.load (local.get $b)))
      (local.set $b1 (v128.load offset=16 (local.get $b)))
      (local.set $b2 (v128.load offset=32 (local.get $b)))
      (local.set $b3 (v128.load offset=48 (local.get $b)))
      (local.set $x (v128.load64_splat (local.get $a)))
      (local.set $s00 (f64x2.add (local.get $s00) (f64x2.mul (local.get $x) (local.get $b0))))
      (local.set $s01 (f64x2.add (local.get $s01) (f64x2.mul (local.get $x) (local.get $b1))))
      (local.set $s02 (f64x2.add (local.get $s02) (f64x2.mul (local.get $x) (local.get $b2))))
      (local.set $s03 (f64x2.add (local.get $s03) (f64x2.mul (local.get $x) (local.get $b3))))
      (local.set $x (v128.load64_splat offset=8 (local.get $a)))
      (local.set $s10 (f64x2.add (local.get $s10) (f64x2.mul (local.get $x) (local.get $b0))))
      (local.set $s11 (f64x2.add (local.get $s11) (f64x2.mul (local.get $x) (local.get $b1))))
      (local.set $s12 (f64x2.add (local.get $s12) (f64x2.mul (local.get $x) (local.get $b2))))
      (local.set $s13 (f64x2.add (local.get $s13) (f64x2.mul (local.get $x) (local.get $b3))))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 64)))
      (br_if $next (local.tee $depth (i32.sub (local.get $depth) (i32.const 1)))))
    (v128.store (local.get $c) (local.get $s00))
    (v128.store offset=16 (local.get $c) (local.get $s01))
    (v128.store offset=32 (local.get $c) (local.get $s02))
    (v128.store offset=48 (local.get $c) (local.get $s03))
    (v128.store (local.get $c1) (local.get $s10))
    (v128.store offset=16 (local.get $c1) (local.get $s11))
    (v128.store offset=32 (local.get $c1) (local.get $s12))
    (v128.store offset=48 (local.get $c1) (local.get $s13)))

  (func $smaller (param $x i32) (param $y i32) (result i32)
    (select (local.get $x) (local.get $y) (i32.lt_u (local.get $x) (local.get $y))))

  (func $multiplyTile (param $tile i32)
    (local $firstRow i32) (local $endRow i32) (local $firstColumn i32) (local $endColumn i32)
    (local $row i32) (local $column i32) (local $depth i32) (local $cRow i32) (local $at i32) (local $part i32)
    (local.set $firstRow
      (i32.mul (i32.rem_u (local.get $tile) (i32.load (i32.const 44))) (global.get $tileRowPanels)))
    (local.set $endRow
      (call $smaller (i32.add (local.get $firstRow) (global.get $tileRowPanels)) (i32.load (i32.const 32))))
    (local.set $firstColumn
      (i32.mul (i32.div_u (local.get $tile) (i32.load (i32.const 44))) (global.get $tileColumnPanels)))
    (local.set $endColumn
      (call $smaller (i32.add (local.get $firstColumn) (global.get $tileColumnPanels)) (i32.load (i32.const 36))))
    (local.set $depth (i32.load (i32.const 40)))
    (local.set $cRow (i32.shl (i32.load (i32.const 36)) (i32.const 6)))
    (loop $nextPart
      (local.set $part
        (call $smaller (global.get $depthStep) (i32.sub (local.get $depth) (local.get $at))))
      ;; A panel of B is four times as long as one of A: it stays in the first cache while those of A pass by.
      (local.set $column (local.get $firstColumn))
      (loop $nextColumn
        (local.set $row (local.get $firstRow))
        (loop $nextRow
          (call $multiply
            (i32.add (i32.load (i32.const 20))
              (i32.shl (i32.add (i32.mul (local.get $row) (local.get $depth)) (local.get $at)) (i32.const 4)))
            (i32.add (i32.load (i32.const 24))
              (i32.shl (i32.add (i32.mul (local.get $column) (local.get $depth)) (local.get $at)) (i32.const 6)))
            (i32.add (i32.load (i32.const 28))
              (i32.add
                (i32.shl (i32.mul (local.get $row) (local.get $cRow)) (i32.const 1))
                (i32.shl (local.get $column) (i32.const 6))))
            (local.get $cRow)
            (local.get $part)
            (local.get $at))
          (br_if $nextRow
            (i32.lt_u
              (local.tee $row (i32.add (local.get $row) (i32.const 1)))
              (local.get $endRow))))
        (br_if $nextColumn
          (i32.lt_u
            (local.tee $column (i32.add (local.get $column) (i32.const 1)))
            (local.get $endColumn))))
      (br_if $nextPart
        (i32.lt_u
          (local.tee $at (i32.add (local.get $at) (local.get $part)))
          (local.get $depth)))))

  ;; Opens a job for all threads. The one before must have been finished. All counts are at least 1.
  (func (export "open")
    (param $a i32) (param $b i32) (param $c i32) (param $rowPanels i32) (param $columnPanels i32) (param $depth i32)
    (local $rowTiles i32) (local $tiles i32)
    (local.set $rowTiles
      (i32.div_u
        (i32.add (local.get $rowPanels) (i32.sub (global.get $tileRowPanels) (i32.const 1)))
        (global.get $tileRowPanels)))
    (local.set $tiles
      (i32.mul (local.get $rowTiles)
        (i32.div_u
          (i32.add (local.get $columnPanels) (i32.sub (global.get $tileColumnPanels) (i32.const 1)))
          (global.get $tileColumnPanels))))
    (i32.store (i32.const 16) (local.get $tiles))
    (i32.store (i32.const 20) (local.get $a))
    (i32.store (i32.const 24) (local.get $b))
    (i32.store (i32.const 28) (local.get $c))
    (i32.store (i32.const 32) (local.get $rowPanels))
    (i32.store (i32.const 36) (local.get $columnPanels))
    (i32.store (i32.const 40) (local.get $depth))
    (i32.store (i32.const 44) (local.get $rowTiles))
    (i32.atomic.store (i32.const 12) (local.get $tiles))
    (i32.atomic.store (i32.const 4) (i32.const 0))
    (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 0) (i32.const -1))))

  ;; Takes tiles until none is left.
  (func $work
    (local $tile i32)
    (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))
    (block $done
      (loop $next
        (local.set $tile (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
        (br_if $done (i32.ge_u (local.get $tile) (i32.load (i32.const 16))))
        (call $multiplyTile (local.get $tile))
        (if (i32.eq (i32.atomic.rmw.sub (i32.const 12) (i32.const 1)) (i32.const 1))
          (then (drop (memory.atomic.notify (i32.const 12) (i32.const -1)))))
        (br $next)))
    (drop (i32.atomic.rmw.sub (i32.const 8) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 8) (i32.const -1))))

  ;; Works on the open job until all threads have finished it, and closes it.
  (func (export "finish")
    (local $seen i32)
    (call $work)
    (block $done
      (loop $wait
        (br_if $done (i32.eqz (local.tee $seen (i32.atomic.load (i32.const 12)))))
        (drop (memory.atomic.wait32 (i32.const 12) (local.get $seen) (i64.const -1)))
        (br $wait)))
    ;; A thread that found no tile may not have left yet; one that comes later finds the job closed.
    (i32.atomic.store (i32.const 4) (global.get $closed))
    (block $left
      (loop $wait
        (br_if $left (i32.eqz (local.tee $seen (i32.atomic.load (i32.const 8)))))
        (drop (memory.atomic.wait32 (i32.const 8) (local.get $seen) (i64.const -1)))
        (br $wait))))

  ;; Closes the job that a new memory would seem to hold. Called once, before any thread serves.
  (func (export "prepare")
    (i32.atomic.store (i32.const 4) (global.get $closed)))

  ;; What a thread does all its life.
  (func (export "serve")
    (local $generation i32)
    (loop $forever
      (local.set $generation (i32.atomic.load (i32.const 0)))
      (call $work)
      (drop (memory.atomic.wait32 (i32.const 0) (local.get $generation) (i64.const -1)))
      (br $forever))))
