import RLACheckpoints
import RLAText

/// Sentences about what is wrong inside a checkpoint.
extension Wording {
  static func archive(_ flaw: ArchiveFlaw) -> String {
    switch flaw {
    case .noDirectory: "the zip archive has no directory at its end; it is cut off."
    case .directory: "the directory of the zip archive contradicts itself or the file."
    case .encrypted: "it is encrypted; expected plain data."
    case .compressed(let method):
      "it is compressed (method \(method)); expected stored data, as torch.save writes."
    case .names: "its name in the directory differs from that in front of its data."
    case .sizes: "its sizes in the directory differ from those in front of its data."
    case .repeated: "the name occurs twice in the zip archive."
    case .badName: "expected the name of a member in a folder."
    case .roots(let one, let other):
      "the zip archive has two folders, '\(short(one))' and '\(short(other))'; expected one."
    case .outside: "its data would lie outside the file."
    case .overlap: "its data overlap those of another member."
    case .prefix: "there are bytes in front of the first member of the zip archive."
    case .checksum: "its data do not have the checksum of the directory; the file was changed."
    case .missing: "the zip archive has no such member; expected what torch.save writes."
    case .byteOrder: "it is neither 'little' nor 'big'."
    }
  }

  static func pickle(_ flaw: PickleFlaw) -> String {
    switch flaw {
    case .global(let name):
      "the pickle asks for '\(short(name))', which no tensor needs; no code was run."
        + (isClass(name) ? " Of a whole model, 'model.state_dict()' is to be saved." : "")
    case .call(let name):
      "the pickle calls '\(short(name))' in a way that makes no tensor; no code was run."
    case .opcode(let code):
      "the pickle has the instruction 0x\(String(code, radix: 16)), which no tensor needs; no code was "
        + "run."
    case .protocolVersion(let version):
      "the pickle has protocol \(version); expected 2, which torch.save writes."
    case .underflow: "an instruction of the pickle takes a value that is not there."
    case .target: "the pickle adds to what is no list or dictionary of its own."
    case .memo(let slot): "the pickle reads its memo at \(slot), where it wrote nothing."
    case .text: "a text of the pickle is not UTF-8."
    case .longNumber: "a number of the pickle has more than 64 bits."
    case .key: "the pickle has a dictionary whose key is no text or number."
    case .storageReference:
      "the pickle refers to a storage in a form that torch.save does not write."
    case .storageView: "a storage is a view of another one, which is not read."
    case .tooManySteps(let limit):
      "the pickle has more than \(Numbers.grouped(limit)) instructions; expected fewer."
    case .stream: "the stream is not what torch.save wrote before PyTorch 1.6."
    }
  }

  /// Whether a name is spelled like that of a class.
  private static func isClass(_ name: String) -> Bool {
    name.split(separator: ".").last?.first?.isUppercase ?? false
  }

  static func header(_ flaw: HeaderFlaw) -> String {
    switch flaw {
    case .length(let length, let limit):
      "the header would have \(length.map(Numbers.grouped) ?? "more than 2^63") bytes; expected at most "
        + "\(Numbers.grouped(limit))."
    case .expected(let what): "expected \(what) in the header here."
    case .text: "a text of the header is not valid."
    case .repeated(let name): "'\(short(name))' occurs twice in the header."
    case .missing(let name): "'\(name)' is missing in the header."
    case .tooManyNames(let limit):
      "the header has more than \(Numbers.grouped(limit)) names; expected fewer."
    case .range(let start, let expected):
      "its data begin at \(Numbers.grouped(start)); expected \(Numbers.grouped(expected)), where "
        + "those before it end."
    case .end(let end, let expected):
      "the tensors end at byte \(Numbers.grouped(end)) of the data; expected "
        + "\(Numbers.grouped(expected)), the end of the file."
    }
  }

  static func tensor(_ flaw: TensorFlaw) -> String {
    switch flaw {
    case .type(let name):
      "its elements are of type \(short(name)), which is not read; expected real numbers of 16 to 64 "
        + "bits, signed whole ones, uint8 or bool."
    case .negative: "a size, stride or offset is negative."
    case .axes(let sizes, let strides, let limit):
      "it has \(Numbers.counted(sizes, "size")) and \(Numbers.counted(strides, "stride")); expected as "
        + "many of both, and at most \(limit)."
    case .overflow: "its sizes have more elements than 64 bits can count."
    case .outside(let last, let count):
      "its last element would be number \(Numbers.grouped(last)) of a storage of "
        + "\(Numbers.grouped(count))."
    case .noStorage(let key): "the file has no storage '\(short(key))', which a tensor refers to."
    case .storageSize(let key, let found, let count, let size):
      "storage '\(short(key))' has \(Numbers.grouped(found)) bytes; expected "
        + "\(Numbers.grouped(count)) times \(size)."
    case .storageTypes(let key): "storage '\(short(key))' has two types or two sizes."
    case .size(let found, let expected):
      "\(Numbers.grouped(found)) bytes are stored; type and sizes need \(Numbers.grouped(expected))."
    case .expanded: "its repeated elements would take a thousand times as much memory as the file."
    case .repeatedName: "the name occurs twice."
    case .name: "the name of a tensor is no text."
    }
  }
}
