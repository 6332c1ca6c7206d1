// limn, the command-line tool: segments pictures by any technique of the library.

#include <limn/core/config.hpp>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "annotations.hpp"
#include "batch.hpp"
#include "evaluate.hpp"
#include "files.hpp"
#include "gallery.hpp"
#include "methods.hpp"
#include "technique.hpp"

namespace {

enum Status { success = 0, some_failed = 1, wrong_usage = 2 };

struct SegmentArguments {
  std::vector<std::string> pictures;
  std::string method, folder, formats;
  std::map<std::string, std::string> values;  // of the options of all techniques
  std::size_t jobs = 1;
  bool quiet = false;
};

/// The method on the command line, looked up ahead so that --help can show its options.
std::string method_in(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--method" || word == "-m") return i + 1 < argc ? argv[i + 1] : "";
    if (word.substr(0, 9) == "--method=") return std::string(word.substr(9));
  }
  return "";
}

/// Every option of every technique: which of them the method has is checked when it is known.
void add_technique_options(CLI::App& command, SegmentArguments& arguments, const std::string& method) {
  std::map<std::string, CLI::Option*> added;
  for (const bool chosen : {true, false}) {
    for (const auto& technique : tool::techniques()) {
      if ((technique.name == method) != chosen) continue;
      for (const auto& option : technique.options) {
        if (added.count(option.name) > 0) continue;
        const std::string doc =
            option.doc + (option.kind == tool::OptionKind::flag
                              ? std::string()
                              : " (" + tool::allowed(option) + "; default " + option.fallback + ")");
        std::string& text = arguments.values[option.name];
        CLI::Option* const entry = option.kind == tool::OptionKind::flag
                                       ? command.add_flag("--" + option.name, text, doc)
                                       : command.add_option("--" + option.name, text, doc)->type_name("");
        if (option.kind == tool::OptionKind::points) entry->multi_option_policy(CLI::MultiOptionPolicy::Join);
        entry->group(chosen ? "Options of " + method : "");
        added[option.name] = entry;
      }
    }
  }
}

void add_segment(CLI::App& app, SegmentArguments& arguments, const std::string& method) {
  CLI::App* const command = app.add_subcommand("segment", "Segments pictures");
  command->add_option("PICTURE", arguments.pictures, "PNG, JPEG, BMP or PNM files, or folders of them")->required();
  command->add_option("-m,--method", arguments.method, "One of those that `limn methods` lists")
      ->required()
      ->type_name("NAME");
  command
      ->add_option("-o,--out", arguments.folder,
                   "Where STEM_mask.png or STEM_labels.png, STEM_overlay.png and STEM.json go; made if missing")
      ->required()
      ->type_name("DIR");
  command
      ->add_option("-w,--write", arguments.formats,
                   "Annotations besides, with commas between: coco (STEM.coco.json), yolo (STEM.txt), geojson "
                   "(STEM.geojson), svg (STEM.svg), labels (STEM_labels.png)")
      ->type_name("FORMATS");
  command->add_option("-j,--jobs", arguments.jobs, "Pictures at a time, 0 for one per processor; 1 if not given")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
  command->add_flag("-q,--quiet", arguments.quiet, "Say only what went wrong");
  add_technique_options(*command, arguments, method);
  command->footer("`limn methods` lists the methods with their options and defaults.");
  command->allow_extras();  // reported by our own words
}

void add_evaluate(CLI::App& app, tool::EvaluateRequest& request) {
  CLI::App* const command = app.add_subcommand("evaluate", "Compares segmentations with the truth");
  command->add_option("--truth", request.truth, "Folder of the truth")->required()->type_name("DIR");
  command->add_option("--pred", request.found, "Folder of the results, as `limn segment` writes them")
      ->required()
      ->type_name("DIR");
  command
      ->add_option("--classes", request.classes,
                   "CSV file with a header, whose first column has the names of the pictures without ending; if not "
                   "given, the sub-folder of the truth is the class")
      ->type_name("FILE");
  command->add_option("--class-column", request.column, "The column of that file; class if not given")
      ->type_name("NAME");
  command
      ->add_option("--tolerance", request.tolerance,
                   "How far outlines may be apart for boundary F, in pixels; 2 if not given")
      ->type_name("N")
      ->check(CLI::Range(0.0, 1e6));
  command->add_option("--json", request.json, "The table and the figures of each picture")->type_name("FILE");
  command->add_option("--csv", request.csv, "The table")->type_name("FILE");
  command->footer(
      "Files are paired by their path below the two folders, without ending: STEM_labels holds labels, STEM_mask a\n"
      "mask, whose components are the objects. Where a folder has such names, others in it are pictures and do not\n"
      "count; where it has none, STEM is a mask if it has one value besides 0, else labels.\n\n"
      "Each figure is a mean over pictures, below it the interval in which it lies in 95 of 100 draws of as many\n"
      "pictures. Dice and IoU: of the foreground. AP: TP / (TP + FP + FN) of the objects that reach that IoU. PQ:\n"
      "panoptic quality. AJI: aggregated Jaccard index. Boundary F: of the outlines of the objects. Count error: by\n"
      "how many objects the number is off.");
}

Status run_segment(const CLI::App& command, const SegmentArguments& arguments) {
  const tool::Technique& technique = tool::technique(arguments.method);
  std::map<std::string, std::string> given;
  for (const auto& [name, text] : arguments.values) {
    if (command.get_option("--" + name)->count() > 0) given[name] = text;
  }
  for (const std::string& extra : command.remaining()) {
    if (extra == "--") continue;  // what follows it are pictures
    const std::size_t dashes = extra.find_first_not_of('-');
    if (dashes == 0 || dashes == std::string::npos) throw tool::UsageError("what is " + extra + "?");
    given[extra.substr(dashes, extra.find('=') - dashes)] = "";  // which Values refuses, naming those there are
  }
  const tool::Values values(technique.name, technique.options, given);
  const tool::Request request{&technique, &values, arguments.folder, tool::parse_formats(arguments.formats)};

  const tool::Expanded expanded = tool::expand(arguments.pictures);
  tool::refuse_collisions(expanded.pictures, request);
  std::error_code error;
  std::filesystem::create_directories(request.folder, error);
  if (error) throw tool::UsageError(arguments.folder + ": cannot be made: " + error.message());

  for (const std::string& problem : expanded.problems) std::fprintf(stderr, "limn: %s\n", problem.c_str());
  const std::size_t jobs = arguments.jobs > 0 ? arguments.jobs : std::thread::hardware_concurrency();
  const std::size_t failures = tool::run_batch(expanded.pictures, request, jobs, arguments.quiet);
  return failures + expanded.problems.size() == 0 ? success : some_failed;
}

Status run(int argc, char** argv) {
  CLI::App app("Segments pictures: finds what belongs together in them.", "limn");
  const std::string version = std::to_string(LIMN_VERSION_MAJOR) + "." + std::to_string(LIMN_VERSION_MINOR) + "." +
                              std::to_string(LIMN_VERSION_PATCH);
  app.set_version_flag("--version", "limn " + version);
  app.require_subcommand(1);

  SegmentArguments segment;
  add_segment(app, segment, method_in(argc, argv));

  std::vector<std::string> names;
  bool json = false;
  CLI::App* const methods = app.add_subcommand("methods", "Lists the methods with their options and defaults");
  methods->add_option("NAME", names, "Only these");
  methods->add_flag("--json", json, "As JSON");

  std::vector<std::string> folders;
  tool::GalleryRequest page;
  CLI::App* const gallery = app.add_subcommand("gallery", "Makes a web page of what `limn segment` wrote");
  gallery->add_option("DIR", folders, "Folders with its results; theirs are looked at too")->required();
  gallery->add_option("-o,--out", page.page, "The page, one file that needs no other")->required()->type_name("FILE");
  gallery->add_option("--title", page.title, "Its heading");

  tool::EvaluateRequest comparison;
  add_evaluate(app, comparison);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {
    return app.exit(done) == 0 ? success : wrong_usage;
  } catch (const CLI::ParseError& error) {
    throw tool::UsageError(std::string(error.what()) + "; `limn --help` tells more");
  }

  if (app.got_subcommand("methods")) {
    std::fputs((json ? tool::methods_json(names) : tool::methods_text(names)).c_str(), stdout);
    return success;
  }
  if (app.got_subcommand("gallery")) {
    page.folders.assign(folders.begin(), folders.end());
    return tool::make_gallery(page) ? success : some_failed;
  }
  if (app.got_subcommand("evaluate")) return tool::evaluate(comparison) ? success : some_failed;
  return run_segment(*app.get_subcommand("segment"), segment);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const int status = run(argc, argv);
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
    std::fprintf(stderr, "limn: the standard output cannot be written\n");
    return status == 0 ? some_failed : status;
  } catch (const tool::UsageError& error) {
    std::fprintf(stderr, "limn: %s\n", error.what());
    return wrong_usage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "limn: %s\n", error.what());
    return some_failed;
  }
}
