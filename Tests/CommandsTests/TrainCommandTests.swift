import Foundation
import TestSupport
import Testing

/// The program trains a tiny network on the digits.
@Suite struct TrainCommandTests {
  private static let data = "\(Fixture.root.path())/Training"
  private static let train =
    "rla-profile train -a \(data)/tiny.yaml \(data)/digits.safetensors --input-size 32 --batch 128 "
    + "--threads 1 --augment none --lr 0.05"
  private static let folder = "work_dirs/tiny_"

  private func shell(_ command: String) throws -> String {
    try inFolder { try ProgramRun.shell(command, in: $0) }
  }

  @Test func `A resumed training ends with the same bytes`() throws {
    let text = try shell(
      """
      set -e
      \(Self.train) --epochs 2 --work-dir once > out.txt
      \(Self.train) --epochs 1 > out.txt
      \(Self.train) --epochs 2 --resume \(Self.folder)/checkpoint.pth.tar > out.txt
      cmp once/tiny_/checkpoint.pth.tar \(Self.folder)/checkpoint.pth.tar
      for log in loss_plot train_acc1 train_acc5 val_acc1 val_acc5; do
        cmp once/tiny_/$log.txt \(Self.folder)/$log.txt
      done
      grep -c 'Acc@1' out.txt; ls -A \(Self.folder); wc -l < \(Self.folder)/log.jsonl
      """)
    #expect(
      text == """
        3
        checkpoint.pth.tar
        log.jsonl
        loss_plot.txt
        model_best.pth.tar
        train_acc1.txt
        train_acc5.txt
        val_acc1.txt
        val_acc5.txt
        2

        """)
  }

  @Test func `Ctrl-C saves in the middle of an epoch, and a resume goes on bit for bit`() throws {
    let text = try shell(
      """
      \(Self.train) --epochs 16 --work-dir once -p 1 > out.txt
      # The loop may look before the program in the background has opened the file.
      touch part.txt
      # The shell lets what runs in the background ignore Ctrl-C.
      env --default-signal=INT \(Self.train) --epochs 16 -p 1 > part.txt 2> note.txt &
      for wait in $(seq 600); do
        grep -q 'Epoch: \\[1\\]\\[2/' part.txt && break; sleep 0.05
      done
      kill -INT $!; wait $!; echo $?
      cat note.txt
      \(Self.train) --resume \(Self.folder)/checkpoint.pth.tar > out.txt
      cmp once/tiny_/checkpoint.pth.tar \(Self.folder)/checkpoint.pth.tar && echo same
      """)
    #expect(
      text == """
        130
        rla-profile: Interrupted and saved; --resume \(Self.folder)/checkpoint.pth.tar goes on.
        same

        """)
  }

  @Test func `A full disk keeps the old checkpoint`() throws {
    let text = try shell(
      """
      \(Self.train) --epochs 1 > out.txt
      cp \(Self.folder)/checkpoint.pth.tar old
      ulimit -f 8
      \(Self.train) --resume old --epochs 2 > out.txt 2> err.txt; echo $?; cat err.txt
      cmp old \(Self.folder)/checkpoint.pth.tar && ls -A \(Self.folder) | grep -c rla-
      """)
    #expect(
      text == """
        73
        rla-profile: Cannot write '\(Self.folder)/checkpoint.pth.tar': file too large.
        0

        """)
  }

  @Test func `The published words are understood`() throws {
    let text = try shell(
      """
      \(Self.train) --recipe light --b 256 --epochs 1 -j 4 --multiprocessing-distributed \
        --world-size 1 --rank 0 2>&1 | sed -n '1p;3p'
      """)
    #expect(
      text == """
        rla-profile: --multiprocessing-distributed, --world-size, --rank: published for \
        processes and GPUs, without effect here.
        1 epoch of batches of 256, SGD, rate 0.05 (times 0.98 every epoch), momentum 0.9, weight \
        decay 4e-05

        """)
  }

  @Test func `Two arrays of NumPy train as one file with the same bytes does`() throws {
    let digits = "\(Self.data)/digits.safetensors"
    let text = try shell(
      """
      set -e
      npy() {
        printf '\\223NUMPY\\001\\000\\166\\000'
        printf '%-117s\\n' "{'descr': '|u1', 'fortran_order': False, 'shape': ($1), }"
      }
      (npy '1797, 8, 8'; tail -c +153 \(digits) | head -c 115008) > images.npy
      (npy '1797,'; tail -c 1797 \(digits)) > labels.npy
      colors='--mean 0.02,0.02,0.02 --deviation 0.02,0.02,0.02'
      \(Self.train) --epochs 1 $colors > out.txt
      \(Self.train.replacing(digits, with: "images.npy labels.npy")) --epochs 1 $colors -j 3 \
        --work-dir other > out.txt
      cmp \(Self.folder)/checkpoint.pth.tar other/tiny_/checkpoint.pth.tar && echo same
      """)
    #expect(text == "same\n")
  }

  @Test func `What a training will cost is told before it runs`() throws {
    let run = try shell("\(Self.train) --estimate --epochs 3 --bandwidth 1Gb/s --format csv")
    let values = Dictionary(
      run.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: ",")
        return fields.count == 2 ? (fields[0], Double(fields[1])) : nil
      }, uniquingKeysWith: { first, _ in first })
    let step = try #require(values["step_s"] ?? nil)
    let epoch = try #require(values["epoch_s"] ?? nil)
    #expect(epoch > step * 1431 / 128)
    #expect(try abs(#require(values["all_epochs_s"] ?? nil) / epoch - 3) < 1e-6)
    #expect(values["gradients_bytes"] == values["sent_2_workers_bytes"])
  }

  @Test func `Curves of several trainings are one picture, and a table`() throws {
    let text = try shell(
      """
      rla-profile curves \(Self.data)/logs/rla_resnet50_ \(Self.data)/logs/odd -o acc.svg \
        --accuracy top5 > table.txt; echo $?; head -c 4 acc.svg; echo; grep -c odd table.txt
      rla-profile curves \(Self.data)/logs/odd -o acc.pdf > table.txt; head -c 4 acc.pdf; echo
      rla-profile curves \(Self.data)/logs/odd -o acc.png > table.txt; head -c 4 acc.png | tail -c 3
      """)
    #expect(text == "0\n<?xm\n1\n%PDF\nPNG")
  }
}
