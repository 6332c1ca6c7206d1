// limn, the command-line tool: segments pictures by any technique of the library.

#include <CLI/CLI.hpp>
#include <algorithm>
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
#include "step.hpp"
#include "suggest.hpp"
#include "technique.hpp"
#include "text.hpp"
#include "video.hpp"

namespace {

enum Status { success = 0, some_failed = 1, wrong_usage = 2 };

/// What was given, by the names of the options of techniques.
using Texts = std::map<std::string, std::string>;

/// Adds the options that the command does not have yet, in a group of --help.
void add_options(CLI::App& command, Texts& texts, const std::vector<tool::Option>& options, const std::string& group) {
  for (const tool::Option& option : options) {
    if (texts.count(option.name) > 0) continue;
    const bool is_flag = option.kind == tool::OptionKind::flag;
    const std::string doc =
        option.doc + (is_flag ? std::string() : " (" + tool::allowed(option) + "; default " + option.fallback + ")");
    std::string& text = texts[option.name];
    CLI::Option* const entry = is_flag ? command.add_flag("--" + option.name, text, doc)
                                       : command.add_option("--" + option.name, text, doc)->type_name("");
    if (option.kind == tool::OptionKind::points) entry->multi_option_policy(CLI::MultiOptionPolicy::Join);
    entry->group(group);
  }
}

/// Adds those of all techniques, and shows those of the method: which of them it has is checked when it is known. Those
/// of the steps follow the method's.
void add_technique_options(CLI::App& command, Texts& texts, const std::string& method) {
  for (const bool chosen : {true, false}) {
    if (!chosen) {
      for (const tool::Step& step : tool::steps()) {
        add_options(command, texts, {step.option}, tool::heading(bool{step.before}));
      }
    }
    for (const tool::Technique& technique : tool::techniques()) {
      if ((technique.name == method) == chosen) {
        add_options(command, texts, technique.options, chosen ? "Options of " + method : "");
      }
    }
  }
}

/// The options that were given, among them such as no technique has, which tool::Values refuses.
Texts given_options(const CLI::App& command, const Texts& texts) {
  Texts given;
  for (const auto& [name, text] : texts) {
    if (command.get_option("--" + name)->count() > 0) given[name] = text;
  }
  bool unknown = false;
  for (const std::string& extra : command.remaining()) {
    if (extra == "--") continue;  // what follows it are files
    const std::size_t dashes = extra.find_first_not_of('-');
    const bool is_option = dashes != 0 && dashes != std::string::npos;
    // Behind an option that there is not it may be its value.
    if (!is_option && !unknown) throw tool::UsageError("what is " + extra + "?");
    if (is_option) given[extra.substr(dashes, extra.find('=') - dashes)] = "";
    unknown = unknown || is_option;
  }
  return given;
}

/// --out and so on.
std::vector<std::string> long_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// The steps, and the options that the command has whatever the method: what a misspelled one may have meant.
std::vector<tool::Option> options_elsewhere(const CLI::App& command, const Texts& texts) {
  std::vector<tool::Option> options = tool::step_options();
  for (const std::string& name : long_names(command)) {
    if (texts.count(name.substr(2)) == 0) options.push_back(tool::flag(name.substr(2), ""));
  }
  return options;
}

/// The options that were given and that the command does not have.
/// \throws UsageError  if one stands where the value of another should.
std::vector<std::string> unknown_options(const CLI::App& command, int argc, char** argv) {
  std::vector<std::string> unknown;
  for (int i = 2; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--") break;
    const std::string name = word.substr(0, word.find('='));
    const CLI::Option* const option = name[0] == '-' ? command.get_option_no_throw(name) : nullptr;
    if (option == nullptr) {
      if (name.starts_with("--")) unknown.push_back(name);
      continue;
    }
    if (name != word || option->get_items_expected_min() == 0 || i + 1 == argc) continue;
    const std::string value = argv[++i];
    if (value.starts_with("--") || (value[0] == '-' && command.get_option_no_throw(value) != nullptr)) {
      throw tool::UsageError(name + " needs a value, and what follows it is " + value + "; `limn --help` tells more");
    }
  }
  return unknown;
}

struct SegmentArguments {
  std::vector<std::string> pictures;
  std::string method, folder, formats;
  Texts values;  // of the options of all techniques
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
  add_technique_options(*command, arguments.values, method);
  command->footer("`limn methods` lists the methods with their options and defaults.");
  command->allow_extras();  // reported by our own words
}

struct VideoArguments {
  tool::VideoRequest request;
  std::string method;
  Texts values;
  bool background = false;
};

void add_video(CLI::App& app, VideoArguments& arguments, const std::string& method) {
  CLI::App* const command = app.add_subcommand("video", "Follows the objects of a clip from frame to frame");
  tool::VideoRequest& request = arguments.request;
  command->add_option("CLIP", request.in, "A file of YUV4MPEG2 (.y4m), or - for the standard input")->required();
  CLI::Option* const chosen =
      command->add_option("-m,--method", arguments.method, "What finds the objects: one of `limn methods`")
          ->type_name("NAME");
  command->add_flag("--background", arguments.background, "Objects are what moves in front of the background")
      ->excludes(chosen);
  command
      ->add_option("-o,--out", request.out,
                   "The clip with the objects in the colors of their ids, .y4m, or - for the standard output")
      ->required()
      ->type_name("CLIP");
  command->add_option("--labels", request.labels, "Where NNNNNN_labels.png, the ids of each frame, go; made if missing")
      ->type_name("DIR");
  command
      ->add_option("--tracks", request.tracks, "Where each object was in each frame, and what happened: .csv or .json")
      ->type_name("FILE");
  command
      ->add_option("--min-overlap", request.tracking.min_overlap,
                   "How much of the smaller of two objects they must share to be one; 0.1 if not given")
      ->type_name("PART")
      ->check(tool::number_check("min-overlap", 0, 1));
  command
      ->add_option("--memory", request.tracking.memory,
                   "For how many frames an object may be missing and come back, and its parts rejoin; 3 if not given")
      ->type_name("N")
      ->check(CLI::Range(0, 1000000));
  command->add_flag("-q,--quiet", request.quiet, "Say only what went wrong");
  if (method.empty()) add_options(*command, arguments.values, tool::background_options(), "Options of --background");
  add_technique_options(*command, arguments.values, method);
  add_options(*command, arguments.values, tool::background_options(), "");
  command->footer(
      "`ffmpeg -i FILE -f yuv4mpegpipe -` makes such a clip of any other, and ffmpeg reads what comes out.");
  command->allow_extras();  // reported by our own words
}

Status run_video(const CLI::App& command, VideoArguments& arguments) {
  Texts given = given_options(command, arguments.values);
  if (arguments.method.empty() && !arguments.background) {
    for (const auto& entry : given) {
      const std::string meant = tool::suggestion("--" + entry.first, {"--method", "--background"});
      if (!meant.empty()) throw tool::UsageError("video has no option --" + entry.first + meant);
    }
    throw tool::UsageError("--method or --background is required");
  }
  tool::VideoRequest& request = arguments.request;
  if (!arguments.background) request.technique = &tool::technique(arguments.method);
  const auto& options = arguments.background ? tool::background_options() : request.technique->options;
  const Texts around = tool::take_steps(given, options);
  const std::vector<tool::Option> elsewhere = options_elsewhere(command, arguments.values);
  const tool::Values values = arguments.background ? tool::Values("--background", options, given, elsewhere)
                                                   : tool::values_of(*request.technique, given, elsewhere);
  const tool::Steps steps = arguments.background
                                ? tool::Steps("--background", tool::Finds::labels, around)
                                : tool::Steps(request.technique->name, request.technique->finds, around);
  request.values = &values;
  request.steps = &steps;
  tool::run_video(request);
  return success;
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
      ->check(tool::number_check("tolerance", 0, 1e6));
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
  Texts given = given_options(command, arguments.values);
  const Texts around = tool::take_steps(given, technique.options);
  const tool::Values values = tool::values_of(technique, given, options_elsewhere(command, arguments.values));
  const tool::Steps steps(technique.name, technique.finds, around);
  const tool::Request request{&technique, &values, &steps, arguments.folder, tool::parse_formats(arguments.formats)};

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

/// What is wrong with the command line: in our own words where those of CLI11 are hard to read.
/// \param command  the first word behind the program, if there is one.
/// \param unknown  options that were given and that it does not have.
std::string problem_of(const CLI::ParseError& error, const CLI::App& app, const std::string& command,
                       const std::vector<std::string>& unknown) {
  std::string text = error.what();
  std::vector<std::string> names;
  for (const CLI::App* each : app.get_subcommands({})) names.push_back(each->get_name());
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const bool many = text.find("received") != std::string::npos;
    text = text.substr(0, text.find(':')) + (many ? " is given more than once" : " needs a value");
  } else if (!command.empty() && command[0] != '-' && std::find(names.begin(), names.end(), command) == names.end()) {
    text = "there is no command " + command;
    if (const std::string meant = tool::suggestion(command, names); !meant.empty()) return text + meant;
  } else if (!unknown.empty()) {
    // Of what is missing, one may be misspelled; where nothing is, the first that is not known.
    const bool missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    std::vector<std::string> known{text.substr(0, text.find(' '))};
    if (!missing) known = long_names(*app.get_subcommand(command));
    for (const std::string& option : unknown) {
      const std::string meant = tool::suggestion(option, known);
      if (!meant.empty()) return command + " has no option " + option + meant;
    }
  }
  return text + "; `limn --help` tells more";
}

Status run(int argc, char** argv) {
  CLI::App app("Segments pictures: finds what belongs together in them.", "limn");
  app.set_version_flag("--version", "limn " + tool::version());
  app.require_subcommand(1);

  SegmentArguments segment;
  add_segment(app, segment, method_in(argc, argv));

  VideoArguments video;
  add_video(app, video, method_in(argc, argv));

  std::vector<std::string> names;
  bool json = false, only_steps = false;
  CLI::App* const methods = app.add_subcommand("methods", "Lists the methods and the steps around them");
  CLI::Option* const chosen = methods->add_option("NAME", names, "Only these methods");
  methods->add_flag("--steps", only_steps, "Only the steps")->excludes(chosen);
  methods->add_flag("--json", json, "As JSON");

  std::vector<std::string> folders;
  tool::GalleryRequest page;
  CLI::App* const gallery = app.add_subcommand("gallery", "Makes a web page of what `limn segment` wrote");
  gallery->add_option("DIR", folders, "Folders with its results; theirs are looked at too")->required();
  gallery->add_option("-o,--out", page.page, "The page, one file that needs no other")->required()->type_name("FILE");
  gallery->add_option("--title", page.title, "Its heading");

  tool::EvaluateRequest comparison;
  add_evaluate(app, comparison);

  const std::string word = argc > 1 ? argv[1] : "";
  std::vector<std::string> unknown;
  for (const CLI::App* each : app.get_subcommands({})) {
    if (each->get_name() == word) unknown = unknown_options(*each, argc, argv);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {
    return app.exit(done) == 0 ? success : wrong_usage;
  } catch (const CLI::ParseError& error) {
    throw tool::UsageError(problem_of(error, app, word, unknown));
  }

  if (app.got_subcommand("methods")) {
    std::string text;
    if (only_steps) text = json ? tool::steps_json() : tool::steps_text();
    else text = json ? tool::methods_json(names) : tool::methods_text(names);
    std::fputs(text.c_str(), stdout);
    return success;
  }
  if (app.got_subcommand("gallery")) {
    page.folders.assign(folders.begin(), folders.end());
    return tool::make_gallery(page) ? success : some_failed;
  }
  if (app.got_subcommand("evaluate")) return tool::evaluate(comparison) ? success : some_failed;
  if (app.got_subcommand("video")) return run_video(*app.get_subcommand("video"), video);
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
